"""Encodings: what is declared, what is not, and what is declared wrongly."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.decode import decode, decode_bytes
from cleaner.errors import PageError
from cleaner.model import Page

RUSSIAN = "<p>Сегодня утром жители города узнали из газет о новых правилах, которые вступят в силу весной.</p>"
JAPANESE = "<p>日本語の文章です。これは文字コードの判定を試すための短い文章である。東京では今日も雨が降っている。</p>"
CHINESE = "<p>这是一个用来测试编码检测的中文段落。今天北京的天气很好，人们都在公园里散步。</p>"
KOREAN = "<p>한국어 문장입니다 오늘은 날씨가 좋습니다 사람들이 공원에서 산책합니다</p>"
POLISH = "<p>Zażółć gęślą jaźń, pchnąć w tę łódź jeża lub ośm skrzyń fig</p>"
GREEK = "<p>Ελληνικά κείμενα για δοκιμή της κωδικοποίησης</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        pytest.param("plain ASCII", "ascii", "utf-8", id="ascii is utf-8"),
        pytest.param(RUSSIAN, "utf-8", "utf-8", id="utf-8"),
        pytest.param(RUSSIAN, "utf-16", "utf-16-le", id="utf-16 with a mark"),
        pytest.param(RUSSIAN, "utf-32", "utf-32-le", id="utf-32 mark is no utf-16 mark"),
        pytest.param("<p>some plain text</p>", "utf-16-be", "utf-16-be", id="utf-16-be, no mark"),
        pytest.param(CHINESE, "utf-16-le", "utf-16-le", id="utf-16-le without a mark, few NULs"),
        pytest.param(RUSSIAN, "cp1251", "cp1251", id="cp1251 undeclared"),
        pytest.param(RUSSIAN, "koi8-r", "koi8-r", id="koi8-r undeclared"),
        pytest.param(JAPANESE, "shift_jis", "cp932", id="Shift-JIS undeclared"),
        pytest.param(JAPANESE, "euc_jp", "euc_jp", id="EUC-JP undeclared"),
        pytest.param(JAPANESE, "iso2022_jp", "iso2022_jp", id="ISO-2022-JP is ASCII bytes"),
        pytest.param(CHINESE, "gb18030", "gb18030", id="GB18030 undeclared"),
        pytest.param(KOREAN, "euc-kr", "cp949", id="EUC-KR undeclared"),
        pytest.param(POLISH, "iso8859-2", "iso8859-2", id="Latin-2 undeclared"),
        pytest.param(GREEK, "iso8859-7", "iso8859-7", id="Greek undeclared"),
    ],
)
def test_undeclared(text: str, encoding: str, name: str) -> None:
    """Bytes that nothing is said of are read right, and the encoding is named."""
    assert decode_bytes(text.encode(encoding)) == (text, name)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        pytest.param("<p>café</p>", "utf-8", "iso-8859-1", id="utf-8 declared as latin-1"),
        pytest.param(RUSSIAN, "cp1251", "utf-8", id="cp1251 declared as utf-8"),
        pytest.param("<p>plain</p>", "ascii", "utf-16", id="ASCII declared as utf-16"),
        pytest.param("<p>plain</p>", "ascii", "rot13", id="a codec that is no encoding"),
        pytest.param("<p>plain</p>", "ascii", "no such thing", id="unknown name"),
        pytest.param("<p>‘quoted’</p>", "cp1252", "iso-8859-1", id="cp1252 declared as latin-1"),
        pytest.param("<p>Žluťoučký kůň</p>", "cp1250", "windows-1250", id="declared rightly"),
    ],
)
def test_declared(text: str, encoding: str, declared: str) -> None:
    """A declaration, by the container or by the page, is believed only as far as the bytes allow."""
    page = f"<meta charset='{declared}'>{text}"

    assert text == decode_bytes(text.encode(encoding), declared)[0]
    assert page == decode_bytes(page.encode(encoding))[0]


def test_page_pasted_together() -> None:
    """A page in UTF-8 with a few Windows bytes keeps its UTF-8."""
    text, name = decode_bytes(b"<p>caf\xc3\xa9 cr\xc3\xa8me br\xc3\xbbl\xc3\xa9e</p><p>\x92quote</p>")

    assert name == "utf-8"
    assert text == "<p>café crème brûlée</p><p>\ufffdquote</p>"


def test_text_behind_a_nul_stays() -> None:
    assert decode_bytes(b"<p>one</p>\0<p>two</p>")[0] == "<p>one</p><p>two</p>"


def test_surrogate_pairs_in_utf8_become_characters() -> None:
    """CESU-8: a pair is the character it means, a lone one is U+FFFD."""
    raw = "some words x\ud83d\ude00y \udc80".encode("utf-8", "surrogatepass")

    assert decode_bytes(raw)[0] == "some words x😀y \ufffd"


def test_gzip_nobody_announced() -> None:
    assert decode_bytes(gzip.compress(RUSSIAN.encode()))[0] == RUSSIAN


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\0" * 100, "binary"),
        (b"%PDF-1.7\n%...", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (bytes(range(256)) * 9, "binary"),
        (b"\x1f\x8b\x08broken", "binary"),
    ],
)
def test_what_is_no_text(raw: bytes, reason: str) -> None:
    with pytest.raises(PageError) as error:
        decode_bytes(raw)

    assert error.value.reason == reason


def test_the_container_is_heard() -> None:
    page = Page("a.html", "a.html", 0, "html", "Füße, ähnlich".encode("cp1252"), encoding="windows-1252")

    assert decode(page) == ("Füße, ähnlich", "cp1252")


@given(st.binary(max_size=300), st.text(max_size=10))
def test_any_bytes(raw: bytes, declared: str) -> None:
    """Whatever the bytes: a text that can be written as UTF-8, or a PageError."""
    try:
        text, _ = decode_bytes(raw, declared)
    except PageError:
        return
    assert text.strip()
    assert "\0" not in text
    text.encode("utf-8")
