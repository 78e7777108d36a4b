"""Codes: TOTP with each hash, as the token makes them and as others do."""

from bench.measure import Program
from bench.rows import Row

HOBBY = "pads rebuilt per code over builtin sha1, after Adafruit's Learn guide"
ADAFRUIT = "circuitpython-hmac over adafruit-circuitpython-hashlib"
BUILTIN = "circuitpython-hmac over the builtin hash"
PLAIN = "our plain twin (micropython-lib's package cannot be installed)"

_SECRETS = (20, 32, 64)
_START = 50_000_000


def ours(hash_id, loops=200):
    setup = f"""
from otpfob.core.account import TOTP, Account
from otpfob.core.code_maker import CodeMaker
secret_{hash_id} = bytes(range({_SECRETS[hash_id]}))
maker_{hash_id} = CodeMaker(Account(TOTP, "Acme", "ann", secret_{hash_id}, {hash_id}))
"""
    return Program(setup, f"maker_{hash_id}.code({_START} + i)", loops)


def hobby(loops=100):
    return Program(
        'import hobby_totp\nsecret = "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT"',
        f"hobby_totp.totp(secret, 30 * ({_START} + i))",
        loops,
    )


def circuitpython(hash_name, module, loops):
    """A code by an HMAC made anew, as every user of these packages makes it."""
    size = _SECRETS[("sha1", "sha256", "sha512").index(hash_name)]
    setup = f"""
import circuitpython_hmac
from {module} import {hash_name}
from otpfob.core import otp
key_{size} = bytes(range({size}))
def peer_{size}(counter):
    mac = circuitpython_hmac.new(key_{size}, counter.to_bytes(8, "big"), {hash_name}).digest()
    return otp.decimal(otp.truncate(mac), 6)
"""
    return Program(setup, f"peer_{size}({_START} + i)", loops)


def plain_sha512(loops):
    """Our HMAC with its midstates, over the plain compression function."""
    setup = (
        """
from otpfob.core import sha512, sha512_plain
sha512.compress = sha512_plain.compress
"""
        + ours(2).setup
    )
    return Program(setup, ours(2).body, loops)


def rows(lab):
    counts = lab.instructions(
        ours(0),
        hobby(),
        circuitpython("sha1", "builtin_hash", 100),
        ours(1),
        circuitpython("sha256", "builtin_hash", 100),
        ours(2, 100),
        circuitpython("sha512", "adafruit_hashlib", 2),
        plain_sha512(3),
    )
    unit = "instructions a code"
    yield Row("totp.sha1", unit, counts[0], counts[1], HOBBY, floor=8, aim=14)
    yield Row("totp.sha1.hmac", unit, counts[0], counts[2], BUILTIN)
    yield Row("totp.sha256", unit, counts[3], counts[4], BUILTIN, floor=3, aim=4.5)
    yield Row("totp.sha512", unit, counts[5], counts[6], ADAFRUIT, floor=100, aim=250)
    yield Row("totp.sha512.plain", unit, counts[5], counts[7], PLAIN)

    unit = "bytes a code"
    used = lab.heap_bytes(
        ours(0), hobby(), ours(1), circuitpython("sha256", "builtin_hash", 100), ours(2)
    )
    adafruit = lab.heap_bytes(circuitpython("sha512", "adafruit_hashlib", 2))[0]
    yield Row("totp.sha1.alloc", unit, used[0], used[1], HOBBY, limit=600)
    yield Row("totp.sha256.alloc", unit, used[2], used[3], BUILTIN)
    yield Row("totp.sha512.alloc", unit, used[4], adafruit, ADAFRUIT, limit=256)

    peers = (
        ("sha1", hobby(200), HOBBY),
        ("sha256", circuitpython("sha256", "builtin_hash", 200), BUILTIN),
        ("sha512", circuitpython("sha512", "adafruit_hashlib", 5), ADAFRUIT),
    )
    for hash_id, (hash_name, peer, peer_name) in enumerate(peers):
        mine, theirs = lab.seconds(ours(hash_id, 2000), peer)
        name = f"totp.{hash_name}.rate"
        yield Row(name, "codes a second", 1 / mine, 1 / theirs, peer_name, more_is_better=True)
