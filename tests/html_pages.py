"""What a test may ask of an HTML page: its tags, attributes and texts."""

import base64
from hashlib import sha256
from html.parser import HTMLParser


class Page(HTMLParser):
    """A page read by Python's own parser: tags, attributes as (tag, name, value), texts as (tag around, text)."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.tags, self.texts, self.attributes = "", [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        self.texts.append((self.inside, data))

    def values(self, name):
        """The values of an attribute, in the order of the page."""
        return [value for _, named, value in self.attributes if named == name]


def loads_nothing(text):
    """Whether a page has no address, event handler or style attribute, and its policy allows only what is in it."""
    page = Page(text)
    names = {name for _, name, _ in page.attributes}
    bare = not names & {"src", "href", "style", "srcset", "action"} and not any(name[:2] == "on" for name in names)
    policy = next(value for value in page.values("content") if "default-src" in value)
    allowed = all(f"{tag}-src '{_hash(page, tag)}'" in policy for tag in ("style", "script"))
    return bare and allowed and policy.startswith("default-src 'none';")


def _hash(page, tag):
    text = "".join(data for inside, data in page.texts if inside == tag)
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
