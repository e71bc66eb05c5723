# A made-up language for tests, read from right to left. It says little: the rest falls back to English.
language-own-name = ʇsǝʇ
language-direction = rtl

brand = nemiY
sign-in-heading = ni ngiS
progress = { $total } ← { $count }
