"""Reading our PDFs with other people's tools: pikepdf for what is inside, pypdfium2 and zxing for what is seen."""

import io
import re


def opened(pdf):
    import pikepdf

    return pikepdf.open(io.BytesIO(pdf))


def attachments(pdf):
    with opened(pdf) as document:
        return {name: file.get_file().read_bytes() for name, file in document.attachments.items()}


def text_of(pdf):
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        told = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return re.sub("[\x02\ufffe]", "-", told)  # so it gives a hyphen at the end of a line


def flat(text):
    """Without the breaks of lines, which depend on the width of a column."""
    return re.sub(r"\s+", "", text)


def codes_of(pdf):
    """What the QR codes on the rendered pages say, in the order of the pages."""
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=3, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


def lint(pdf):
    """What keeps a file from being PDF/A-3b, as far as it can be seen without the veraPDF corpus: an empty list is no
    certificate."""
    faults = []
    if not pdf.startswith(b"%PDF-1.") or pdf.count(b"%PDF-1.") != 1 or pdf.count(b"%%EOF") != 1:
        faults.append("6.1.2: one header at the start, one end")
    with opened(pdf) as document:
        faults += [*_lint_root(document), *_lint_fonts(document), *_lint_files(document)]
    return faults


def _lint_root(document):
    root = document.Root
    if document.is_encrypted:
        yield "6.1.3: encrypted"
    if "/ID" not in document.trailer:
        yield "6.1.3: no ID"
    if "/Metadata" not in root:
        yield "6.6.2: no XMP"
        return
    xmp = root.Metadata.read_bytes().decode("utf-8")
    part = re.search(r"pdfaid:part(?:>|=\")3", xmp)
    if not part or not re.search(r"pdfaid:conformance(?:>|=\")B", xmp):
        yield "6.6.4: does not say that it is PDF/A-3b"
    intents = [intent for intent in root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3: no output intent with a colour profile"
    if "/OpenAction" in root or "/JavaScript" in root.get("/Names", {}) or "/AA" in root:
        yield "6.5: does something by itself"
    if "/Lang" not in root:
        yield "no language"


def _lint_fonts(document):
    for page in document.pages:
        for font in page.Resources.get("/Font", {}).values():
            below = font.get("/DescendantFonts", [font])[0]
            descriptor = below.get("/FontDescriptor", {})
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"6.2.11: {font.BaseFont} is not embedded"


def _lint_files(document):
    listed = {id_of(spec) for spec in document.Root.get("/AF", [])}
    names = document.Root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    for spec in list(names)[1::2]:
        if id_of(spec) not in listed:
            yield "6.8: an attachment is not in /AF"
        if "/AFRelationship" not in spec or "/UF" not in spec or "/F" not in spec:
            yield "6.8: an attachment does not say what it is to the document"
        if "/Subtype" not in spec.EF.F:
            yield "6.8: an attachment has no media type"
    if len(listed) != len(names) // 2:
        yield "6.8: /AF lists what is not attached"


def id_of(value):
    return value.objgen
