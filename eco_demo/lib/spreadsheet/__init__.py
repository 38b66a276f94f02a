"""Excel workbooks in (`reading`) and out (`writing`), without a word of what they are about."""
