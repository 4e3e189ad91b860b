"""A made-up bank statement, in the shape of CAMT.053, version 2 or 8."""

from xml.sax.saxutils import escape

ACCOUNT = "BE71096123456769"


def part(amount="", *, reference="", text="", name="Cogs & Sons Ltd", id_="", newer=False):
    payer = f"<Pty><Nm>{escape(name)}</Nm></Pty>" if newer else f"<Nm>{escape(name)}</Nm>"
    money = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
    told = f"<Strd><CdtrRefInf><Ref>{escape(reference)}</Ref></CdtrRefInf></Strd>" if reference else ""
    free = f"<Ustrd>{escape(text)}</Ustrd>" if text else ""
    refs = (
        f"<Refs><AcctSvcrRef>{id_}</AcctSvcrRef></Refs>" if id_ else "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
    )
    return (
        f"<TxDtls>{refs}{money}<RltdPties><Dbtr>{payer}</Dbtr>"
        f"<DbtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf>{told}{free}</RmtInf></TxDtls>"
    )


def entry(
    amount, *parts, side="CRDT", status="BOOK", id_="", day="2026-12-01", currency="EUR", reversal=False, newer=False
):
    said = f"<Cd>{status}</Cd>" if newer else status
    own = f"<AcctSvcrRef>{id_}</AcctSvcrRef>" if id_ else ""
    back = "<RvslInd>true</RvslInd>" if reversal else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{back}<Sts>{said}</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{own}<NtryDtls>{''.join(parts)}</NtryDtls></Ntry>"
    )


def camt(*entries, version="02", account=ACCOUNT):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    )
