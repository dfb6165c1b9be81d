"""Names that a reader could take for something to do."""

SCRIPT = '<img src=x onerror="window.struck=1">'
LINK = "[lien](https://evil.example/a)"
IMAGE = "![image](https://evil.example/b.png)"
TURNED = "gauche\u202etiord"
MARKED = "**gras** $x$ :red[rouge] <b>b</b>"
ANCHOR = '<a href="https://evil.example/c">x</a>'
QUOTES = "\"'><script>window.struck=1</script>"
NAMES = (SCRIPT, LINK, IMAGE, TURNED, MARKED, ANCHOR, QUOTES)
