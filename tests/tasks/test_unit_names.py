"""Lists of units as tables write them, and the name that was probably meant."""

from tasks.unit_names import NameBook, split_names


def test_separators_inside_brackets_do_not_separate():
    assert split_names("市水利局、各镇(办、区)，市统计局;各街道（含开发区、高新区）等") == [
        "市水利局", "各镇(办、区)", "市统计局", "各街道（含开发区、高新区）"
    ]


def test_a_dash_names_nobody():
    assert split_names("/") == split_names("无") == split_names("") == []


def test_brackets_and_blanks_do_not_make_another_name():
    book = NameBook()
    book.add("towns", ["各镇(办、区)"], "各镇(办、区)")
    assert book.find("各镇（办、区） ") == ["towns"]


def test_the_nearest_name_begins_alike():
    book = NameBook()
    for name in ("市商务局", "市水利局", "市教育局"):
        book.add(name, [name], name)
    assert (book.nearest("市水务局"), book.nearest("某公司")) == ("市水利局", "")


def test_one_name_for_two_things_is_not_guessed():
    book = NameBook()
    book.add(1, ["城关镇"], "东城关镇")
    book.add(2, ["城关镇"], "西城关镇")
    assert book.find("城关镇") == [1, 2]
