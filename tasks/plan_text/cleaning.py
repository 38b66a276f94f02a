"""What is not the document: the portal around it, page marks, pinyin behind characters, advertising in the text."""

import re

TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
EMPTY_ELEMENT = re.compile(r"\s*(?:[•·*\-]|\d{1,2}[.、])?\s*")
PINYIN = re.compile(r"(?<=[㐀-鿿])\([a-zà-öø-ÿāēěīńňōūǎǐǒǔǖǘǚǜ]{1,6}\)")
TONES = re.compile(r"[àáèéìíòóùúāēěīńňōūǎǐǒǔǖǘǚǜ]")
LEAST_PINYIN = 5
# A name of letters and figures with gambling words behind it, put where 政府 stood.
BETTING = "官网|开户|娱乐|真人|投注|博彩|彩票|棋牌"
ADVERTISING = re.compile(
    rf"(?:(?<![A-Za-z\d])(?:[A-Za-z]{{2,12}}\d{{1,6}}|\d{{1,6}}[A-Za-z]{{2,12}})(?:{BETTING})"
    rf"(?:{BETTING}|登录|下载|平台|体育|入口|网址|注册|app)*[_|/-]?)+"
)
BEFORE_GOVERNMENT = re.compile(r"[省市州县区旗镇乡]$")
PAGE_MARK = re.compile(
    r"\s*(?:[-—–―_~·•.]+\s*\d{1,4}\s*[-—–―_~·•.]+|第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s*\d+.*|\d{1,3}|[-—–―_=*~·.]{3,})\s*"
)
JUNK_LINES = re.compile(
    r"\s*(?:时间|日期)\s*:\s*\d{4}[-/.].*|\s*(?:索\s*引\s*号|发布机构|发布日期|发布时间|发布单位|发文日期|发文时间|成文日期|生成日期|效力状态|有\s*效\s*性|主题分类|主题词|"
    r"公开方式|公开范围|信息来源|文章来源|来源|作者|责任编辑|编辑|浏览次数|阅读次数|阅读量|点击数?|访问量|字号|字体|字体大小|"
    r"分享到?|打印本页|关闭窗口|收藏|保护视力色|当前位置|您现在的位置|您所在的位置|首页|上一篇|下一篇|相关链接|相关附件|附件下载|"
    r"扫一扫|扫码|微信扫|导语|版权|免责声明|声明|本文来源|本文|责任校对|审核|网站地图|主办单位网站|政策解读|"
    r"此件公开发布|此件主动公开|\(?此件|抄送|抄报|联系人|联系电话|印发份数|信息公开选项)\s*(?:[:|>\d]|$|\(|在手机|公开).*"
)
JUNK_BRACKETS = re.compile(
    r"\s*(?:[\[【(]\s*(?:下载|打印|关闭|收藏|大|中|小|返回|字体|推荐|纠错|复制链接)\s*[\]】)]\s*[|/]?\s*)+"
)
COLLECTION = re.compile(r".{0,40}(?:合集|大全|范文|精选|集锦)\s*\d*\s*篇?.{0,12}")
CELLS_OF_PORTAL = re.compile(r"\s*[|丨]\s*|.{1,12}\s*[|丨]\s*")


def drop_tags(text: str) -> str:
    """A list element without its text leaves only its number."""
    plain = TAGS.sub("", text)
    return "" if plain != text and EMPTY_ELEMENT.fullmatch(plain) else plain


def drop_pinyin(texts: list[str]) -> list[str]:
    """(tài) after a character; only where a document is full of it, since (pm) or (a) may be meant."""
    found = sum(bool(TONES.search(token)) for text in texts for token in PINYIN.findall(text))
    return [PINYIN.sub("", text) for text in texts] if found >= LEAST_PINYIN else texts


def drop_advertising(text: str) -> str:
    def put_back(match: re.Match) -> str:
        return "政府" if BEFORE_GOVERNMENT.search(text[: match.start()]) else ""

    return ADVERTISING.sub(put_back, text)


def is_page_mark(text: str) -> bool:
    return bool(PAGE_MARK.fullmatch(text))


def is_portal_junk(text: str) -> bool:
    plain = text.strip()
    return bool(
        JUNK_BRACKETS.fullmatch(plain)
        or JUNK_LINES.fullmatch(plain)
        or CELLS_OF_PORTAL.fullmatch(plain)
        or (COLLECTION.fullmatch(plain) and len(plain) < 60)
    )
