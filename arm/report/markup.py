"""HTML pages that stand alone: built as trees, so that text is always escaped, under a policy that loads nothing."""

import base64
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from xml.etree.ElementTree import Element, SubElement, tostring

Child = Element | str | None


def element(tag: str, attributes: Mapping[str, str] | str = "", *children: Child) -> Element:
    """An element; `attributes` may be just its class. Texts among the children are escaped; None is left out."""
    named = {"class": attributes} if isinstance(attributes, str) else attributes
    made = Element(tag, {key: value for key, value in named.items() if key != "class" or value})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif child is not None and last is not None:
            last.tail = (last.tail or "") + child
        elif child is not None:
            made.text = (made.text or "") + child
    return made


def page(title: str, body: Element, style: str, script: str) -> str:
    """A whole document: `body` with the style sheets `page` and `style` and the script of arm/report/pages.

    Its policy allows that style and that script and nothing else: no other code, no style attribute, no request.
    """
    styles = _read("page.css") + _read(style)
    code = _read(script)
    policy = f"default-src 'none'; style-src '{_hash(styles)}'; script-src '{_hash(code)}'; base-uri 'none'"
    head = Element("head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": f"{policy}; form-action 'none'"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    SubElement(head, "title").text = title
    SubElement(head, "style").text = styles
    body.append(element("script", "", code))
    document = element("html", {"lang": "en"}, head, body)
    return "<!doctype html>\n" + tostring(document, encoding="unicode", method="html") + "\n"


def _read(name: str) -> str:
    return files("arm.report").joinpath("pages", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode()}"
