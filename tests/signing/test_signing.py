"""Keys, envelopes and files: what is genuine, what is not, and that other programs agree."""

import base64
import datetime
import json
import stat
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.canonical import sha256
from copyfair.errors import MissingExtraError, SignatureError
from copyfair.signing.envelope import PAYLOAD_TYPE, Envelope, Subject, sign, verify
from copyfair.signing.files import sign_file, verify_file
from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

pytest.importorskip("cryptography", reason="signatures need the extra `sign`")

DAY = datetime.date(2026, 11, 22)
KIND = "urn:copyfair:test:1"


@pytest.fixture(scope="module")
def key():
    return SigningKey.new()


def directory(*keys, owner="Gears Commons Association", **changed):
    fields = {"valid_from": datetime.date(2026, 1, 1)} | changed
    return KeyDirectory(owner=owner, keys=tuple(PublicKey(public=key.public, **fields) for key in keys))


def signed(key, says=None, day=DAY, data=b"x"):
    return sign([Subject.of("a.txt", sha256(data))], KIND, says or {"number": "FA-2026-0001"}, key, day)


# ---------------------------------------------------------------- envelopes


def test_what_was_signed_comes_back(key):
    envelope = Envelope.decode(signed(key).encoded())
    found = verify(envelope, directory(key))
    assert (found.owner, found.on, found.key.id) == ("Gears Commons Association", DAY, key.id)
    assert found.statement.predicate == {"number": "FA-2026-0001", "signed_on": "2026-11-22"}
    assert found.statement.subject == (Subject.of("a.txt", sha256(b"x")),)


def test_it_is_what_securesystemslib_and_in_toto_expect(key):
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    document = json.loads(signed(key).encoded())
    envelope = dsse.Envelope.from_dict(document)
    theirs = signer.SSlibKey(key.id, "ed25519", "ed25519", {"public": key.public})
    assert set(envelope.verify([theirs], 1)) == {key.id}
    assert envelope.payload_type == "application/vnd.in-toto+json"
    statement = json.loads(envelope.payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert set(statement) == {"_type", "subject", "predicateType", "predicate"}
    from securesystemslib.exceptions import VerificationError

    envelope.payload += b" "
    with pytest.raises(VerificationError):
        envelope.verify([theirs], 1)


def test_our_key_id_is_theirs_and_we_verify_what_they_sign():
    signer = pytest.importorskip("securesystemslib.signer")
    dsse = pytest.importorskip("securesystemslib.dsse")
    theirs = signer.CryptoSigner.generate_ed25519()
    public = theirs.public_key.keyval["public"]
    known = KeyDirectory(owner="They", keys=(PublicKey(public=public, valid_from=DAY),))
    assert known.keys[0].id == theirs.public_key.keyid
    payload = {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicateType": KIND}
    payload["predicate"] = {"signed_on": "2026-11-22"}
    envelope = dsse.Envelope(json.dumps(payload).encode(), PAYLOAD_TYPE, {})
    envelope.sign(theirs)
    assert verify(Envelope.decode(json.dumps(envelope.to_dict())), known).statement.predicate_type == KIND


@given(data=st.data())
def test_a_flipped_bit_of_payload_or_signature_is_found(key, data):
    envelope = signed(key)
    field = data.draw(st.sampled_from(["payload", "sig"]))
    text = envelope.payload if field == "payload" else envelope.signatures[0].sig
    raw = bytearray(base64.b64decode(text))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    changed = base64.b64encode(raw).decode()
    if field == "payload":
        envelope = msgspec.structs.replace(envelope, payload=changed)
    else:
        (one,) = envelope.signatures
        envelope = msgspec.structs.replace(envelope, signatures=(msgspec.structs.replace(one, sig=changed),))
    with pytest.raises(SignatureError, match="was changed since it was signed"):
        verify(envelope, directory(key))


def test_a_signature_for_another_type_of_payload_is_none(key):
    envelope = msgspec.structs.replace(signed(key), payload_type="application/json")
    with pytest.raises(SignatureError, match="not an in-toto statement"):
        verify(envelope, directory(key))


def test_a_key_that_is_not_trusted(key):
    with pytest.raises(SignatureError, match="is no key of Gears Commons Association"):
        verify(signed(SigningKey.new()), directory(key))
    posing = signed(SigningKey.new())
    (one,) = posing.signatures
    posing = msgspec.structs.replace(posing, signatures=(msgspec.structs.replace(one, keyid=key.id),))
    with pytest.raises(SignatureError, match="was never signed by Gears"):
        verify(posing, directory(key))
    with pytest.raises(SignatureError, match="is signed by nobody"):
        verify(msgspec.structs.replace(posing, signatures=()), directory(key))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"valid_from": datetime.date(2026, 11, 23)}, "signs from 2026-11-23, and this is dated 2026-11-22"),
        ({"valid_until": datetime.date(2026, 11, 21)}, "signed until 2026-11-21, and this is dated 2026-11-22"),
        ({"revoked": "the laptop was stolen"}, "was revoked: the laptop was stolen"),
    ],
)
def test_a_key_that_does_not_hold_that_day(key, changed, message):
    with pytest.raises(SignatureError, match=message):
        verify(signed(key), directory(key, **changed))
    assert verify(signed(key), directory(key, valid_from=DAY, valid_until=DAY)).on == DAY


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "nonsense", '{"payload": "x"}', "[" * 100_000, '{"payload":1,"payloadType":2,"signatures":3}'],
)
def test_what_is_no_envelope(text):
    with pytest.raises(SignatureError, match="is no signed statement"):
        Envelope.decode(text)


def test_a_signed_payload_that_is_no_statement(key):
    payload = b'{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"x","predicate":{}}'
    pae = b"DSSEv1 %d %b %d %b" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)
    envelope = signed(key)
    (one,) = envelope.signatures
    one = msgspec.structs.replace(one, sig=base64.b64encode(key.sign(pae)).decode())
    envelope = msgspec.structs.replace(envelope, payload=base64.b64encode(payload).decode(), signatures=(one,))
    with pytest.raises(SignatureError, match="holds no statement that can be read"):
        verify(envelope, directory(key))


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize("password", ["", "a long word \u00e9"])
def test_a_secret_key_is_written_for_its_owner_alone_and_read_back(tmp_path, password):
    made, path = SigningKey.new(), tmp_path / "steward.pem"
    made.write(path, password)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SigningKey.read(path, password).id == made.id
    with pytest.raises(SignatureError, match="cannot be written"):
        made.write(path)
    with pytest.raises(SignatureError, match="no secret key that can be read"):
        SigningKey.read(path, password + "x")
    assert made.public not in repr(made)


def test_another_kind_of_key_is_refused(tmp_path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    secret = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "other.pem"
    path.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(SignatureError, match="a key of another kind; copyfair signs with Ed25519"):
        SigningKey.read(path)


def test_a_key_that_is_replaced_stays_good_for_what_it_signed(key):
    first = directory(key)
    after = SigningKey.new()
    both = first.rotated(after.public, datetime.date(2027, 1, 1))
    assert [(one.valid_from, one.valid_until) for one in both.keys] == [
        (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)), (datetime.date(2027, 1, 1), None),
    ]  # fmt: skip
    assert verify(signed(key), both).on == DAY
    with pytest.raises(SignatureError, match="signed until 2026-12-31"):
        verify(signed(key, day=datetime.date(2027, 1, 1)), both)
    assert verify(signed(after, day=datetime.date(2027, 1, 1)), both).key.id == after.id
    with pytest.raises(SignatureError, match="in the directory already"):
        both.rotated(key.public, DAY)
    with pytest.raises(SignatureError, match="let the new one begin after it"):
        both.rotated(SigningKey.new().public, datetime.date(2027, 1, 1))


def test_a_key_is_revoked_by_the_beginning_of_its_id(key):
    gone = directory(key).revoked(key.id[:8], "lost")
    assert gone.keys[0].revoked == "lost"
    for wrong in (key.id[:7], "0" * 8 if key.id[:8] != "0" * 8 else "1" * 8):
        with pytest.raises(SignatureError, match="0 keys of the directory"):
            directory(key).revoked(wrong, "lost")


def test_a_directory_is_read_strictly(tmp_path, key):
    path = tmp_path / "keys.json"
    path.write_bytes(directory(key).encoded())
    assert KeyDirectory.read(path) == directory(key)
    path.write_text('{"owner": "A", "keys": [], "extra": 1}')
    with pytest.raises(SignatureError, match=r"is no key directory: .*extra"):
        KeyDirectory.read(path)
    with pytest.raises(SignatureError, match="is not there"):
        KeyDirectory.read(tmp_path / "none.json")


def test_without_the_library_it_says_what_to_install(key, monkeypatch):
    envelope = signed(key)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    for call in (SigningKey.new, lambda: verify(envelope, directory(key))):
        with pytest.raises(MissingExtraError, match=r"pip install 'copyfair\[sign\]'"):
            call()


# ---------------------------------------------------------------- files


@pytest.fixture
def here(tmp_path, key):
    path = tmp_path / "report.html"
    path.write_bytes(b"<p>fine</p>")
    (tmp_path / "report.html.dsse.json").write_bytes(sign_file(path, path.read_bytes(), key, DAY).encoded())
    return path


def test_a_file_is_checked_from_either_side(here, key):
    for path in (here, here.with_name("report.html.dsse.json")):
        found = verify_file(path, [directory(SigningKey.new(), owner="Others"), directory(key)])
        assert (found.files, found.absent, found.signed.owner) == (("report.html",), (), "Gears Commons Association")


def test_a_file_that_was_changed_taken_away_or_exchanged(here, key):
    trusted = [directory(key)]
    other = here.with_name("other.html")
    other.write_bytes(here.read_bytes())
    with pytest.raises(SignatureError, match="has no signature beside it"):
        verify_file(other, trusted)
    signature = here.with_name("report.html.dsse.json")
    with pytest.raises(SignatureError, match=r"is a signature of report\.html, not of other\.html"):
        verify_file(other, trusted, signature)
    here.write_bytes(b"<p>fine!</p>")
    with pytest.raises(SignatureError, match="is not the file that Gears Commons Association signed"):
        verify_file(here, trusted)
    here.unlink()
    assert verify_file(signature, trusted).absent == ("report.html",)
    with pytest.raises(SignatureError, match=r"is signed by .* which is no key of anybody you trust"):
        verify_file(signature, [])


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "", "a\x00b", "a/b"])
def test_a_statement_about_a_file_elsewhere_is_not_followed(tmp_path, key, name):
    envelope = sign([Subject.of(name, "0" * 64)], KIND, {}, key, DAY)
    path = tmp_path / "odd.json"
    path.write_bytes(envelope.encoded())
    with pytest.raises(SignatureError, match="which could lie anywhere"):
        verify_file(path, [directory(key)])


def test_a_signed_statement_that_is_no_text_is_refused(key):
    envelope = msgspec.structs.replace(signed(key), payload=base64.b64encode(b'{"subject": "\xed"}').decode())
    payload = base64.b64decode(envelope.payload)
    kind = PAYLOAD_TYPE.encode()
    signature = key.sign(b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload))
    again = msgspec.structs.replace(envelope.signatures[0], sig=base64.b64encode(signature).decode())
    with pytest.raises(SignatureError, match="no statement that can be read"):
        verify(msgspec.structs.replace(envelope, signatures=(again,)), directory(key))


def test_a_signature_of_a_file_with_a_name_that_no_file_has_speaks_of_an_absent_one(tmp_path, key):
    name = "a" * 3000
    place = tmp_path / "a.copyfair.json"
    place.write_bytes(sign([Subject.of(name, "0" * 64)], KIND, {}, key, DAY).encoded())
    assert verify_file(place, [directory(key)]).absent == (name,)
