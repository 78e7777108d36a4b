"""fobctl accounts import: what is said before, what is sent, and what is proved after."""

import json
import signal
import subprocess
import sys

import pytest
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import BASE32, PROGRAM, SECRET, URI
from host.cli.fake_token import VANISH, FakeToken, hello, restored
from host.formats.sample import ALL, PASSWORD, Sample
from host.formats.writers import aegis, google
from peers import vault_reader

from fobctl.sources import otpauth
from fobctl.sources.formats import MAX_EXPORT_BYTES
from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.errors import Busy, Locked, UnknownCommand
from otpfob.core.hmac import SHA256
from otpfob.link.messages import CHECKING, CONFIRM, DONE, RECEIVING
from otpfob.link.terms import PART_BYTES

pytestmark = pytest.mark.usefixtures("pauses")
ANN = Account(TOTP, "Acme", "ann", SECRET)
OTHER_ANN = Account(TOTP, "Acme", "ann", b"another secret, no doubt")
BOB = Account(HOTP, "Bank", "bob", SECRET)


class Importing(FakeToken):
    """A token that opens what comes with an independent reader, and whose person says yes."""

    ended: dict = {}  # what restore_state tells at the end, if not that all went well

    def __init__(self, *arguments, **given):
        super().__init__(*arguments, **given)
        self._states = []
        self.taken = []  # the entries that arrived

    def _import(self, fields):
        self._restore({"size": fields["size"]})
        self._code = fields["code"]
        self._states = [CHECKING, CHECKING, CONFIRM, CONFIRM, DONE]
        return {}

    def _restore_state(self, fields):
        if len(self.received) < self._size:
            return restored(RECEIVING)
        state = self._states.pop(0) if len(self._states) > 1 else self._states[0]
        if state == DONE and self.ended:
            return restored(**self.ended)
        return restored(state) if state != DONE else self._take()

    def _take(self):
        new = same = raised = 0
        for entry in [] if self.taken else vault_reader.read_backup(self.received, self._code):
            self.taken.append(entry)
            at = self._place_of(entry)
            if at is None:
                new += 1
                self.accounts.append((100 + len(self.accounts), *_account(entry)))
                continue
            same += 1
            number, account, counter = self.accounts[at]
            raised += entry.counter > counter
            self.accounts[at] = number, account, max(counter, entry.counter)
        if self.taken:
            self._told = getattr(self, "_told", (new, same, raised))
        return restored(DONE, **dict(zip(("new", "same", "raised"), self._told, strict=True)))

    def _place_of(self, entry):
        wanted = (entry.kind, entry.hash_id, entry.digits, entry.period_s, entry.secret)
        for at, (_, a, _) in enumerate(self.accounts):
            if (a.kind, a.hash_id, a.digits, a.period_s, a.secret) == wanted:
                return at
        return None


def _account(entry):
    fields = (entry.kind, entry.issuer, entry.name, entry.secret, entry.hash_id)
    return Account(*fields, entry.digits, entry.period_s), entry.counter


class Refusing(Importing):
    ended = {"state": DONE, "new": 0, "same": 0, "raised": 0, "failed": "refused"}


@pytest.fixture
def file(tmp_path):
    """Return a function that writes an export and returns its path."""

    def write(content, name="export"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def run(fobctl, token, *arguments, options=("--yes",), **given):
    return fobctl("--port", token.port, "accounts", "import", *options, *arguments, **given)


def run_json(fobctl, token, *arguments, options=("--yes",), **given):
    port = ("--port", token.port) if token else ()
    command = ("--json", *port, "accounts", "import", *options, *arguments)
    done = fobctl(*command, **given)
    return done, json.loads(done.out)


def rows(out):
    return [line.split() for line in out.splitlines()]


class TestWhatArrives:
    def test_every_account_as_it_was_in_one_go_and_proved(self, fobctl, file):
        with Importing() as token:
            done, value = run_json(fobctl, token, file(aegis.plain(ALL)))
        assert done.status == 0, done.err
        got = [(account, counter) for _, account, counter in token.accounts]
        assert [
            (a.kind, a.issuer, a.name, a.secret, a.hash_id, a.digits, c if a.kind == HOTP else 0)
            for a, c in got
        ] == [
            (a.kind, a.issuer, a.name, a.secret, a.hash_id, a.digits, c if a.kind == HOTP else 0)
            for a, c in [(n.account, n.counter) for n in map(_parsed, ALL)]
        ]
        assert token.commands.count("import") == 1
        assert "add" not in token.commands
        assert value["formats"] == ["Aegis"]
        assert (value["new"], value["same"], value["raised"]) == (len(ALL), 0, 0)
        assert all(entry["proved"] is True for entry in value["entries"])
        assert [entry["id"] for entry in value["entries"]] == [e[0] for e in token.accounts]

    def test_it_is_sent_in_parts_encrypted_under_a_code_of_its_own(self, fobctl, file):
        path = file(
            "".join(
                otpauth.write(_parsed(s.but(name=f"n{i}", secret=SECRET + bytes([i])))) + "\n"
                for i, s in enumerate(ALL * 3)
            )
        )
        codes = []
        for _ in range(2):
            with Importing() as token:
                assert run(fobctl, token, path).status == 0
            fields = next(fields for command, fields in token.requests if command == "import")
            codes.append(fields["code"])
            assert fields["size"] == len(token.received)
            assert SECRET not in token.received and b"Acme" not in token.received
            parts = [f["data"] for c, f in token.requests if c == "restore_write"]
            assert len(parts) > 1
            assert {len(part) for part in parts[:-1]} == {PART_BYTES}
        assert codes[0] != codes[1]

    def test_what_is_printed(self, fobctl, file):
        with Importing() as token:
            done = run(fobctl, token, file(URI))
        assert rows(done.out) == [["new", "100", "Acme:", "ann", "proved"]]
        lines = done.err.splitlines()
        assert lines[:2] == [
            "what  issuer  name  kind  details",
            "new   Acme    ann   totp  30 s, 6 digits, SHA1",
        ]
        assert lines[2] == "1 new."
        assert "The token checks what was sent." in lines
        assert any(line.startswith("Look at the token: it says what is new.") for line in lines)

    def test_a_google_export_of_several_pictures_in_any_order(self, fobctl, picture):
        texts = google.codes(_google_samples(5), each=2)
        paths = [picture(text, f"{i}.png") for i, text in enumerate(texts)]
        with Importing() as token:
            assert run(fobctl, token, *reversed(paths)).status == 0
        assert sorted(account.name for _, account, _ in token.accounts) == [
            f"n{i}" for i in range(5)
        ]

    def test_a_page_that_is_missing_is_listed_and_the_others_imported(self, fobctl, picture):
        texts = google.codes(_google_samples(5), each=2)
        with Importing() as token:
            done, value = run_json(
                fobctl, token, picture(texts[0], "a.png"), picture(texts[2], "c.png")
            )
        assert done.status == 0
        assert [entry["what"] for entry in value["entries"]].count("bad") == 1
        assert "2 of 3 were read" in done.err

    def test_pictures_and_files_together(self, fobctl, picture, file):
        with Importing() as token:
            done, value = run_json(fobctl, token, file(aegis.plain(ALL[1:3])), picture(URI))
        assert [len(token.accounts), value["formats"]] == [3, ["Aegis", "otpauth URIs"]]

    def test_uris_on_standard_input(self, program):
        with Importing() as token:
            done = run(program, token, "-", stdin=URI.encode())
        assert done.status == 0, done.err
        assert len(token.accounts) == 1

    def test_a_picture_on_standard_input(self, program, picture):
        with Importing() as token:
            done = run(program, token, "-", stdin=picture(URI).read_bytes())
        assert done.status == 0, done.err
        assert len(token.accounts) == 1

    def test_a_picture_on_standard_input_that_would_be_cut_is_refused(self, program, picture):
        whole = picture(URI).read_bytes() + bytes(MAX_EXPORT_BYTES)
        done = program("accounts", "import", "--dry-run", "-", stdin=whole)
        assert done.status == 1
        assert "give its file by name" in done.err


def _parsed(sample):
    """Return the NewAccount of a sample."""
    from fobctl.sources.formats import read_export

    return read_export(aegis.plain([sample]), lambda prompt: "").entries[0]


def _google_samples(number):
    return [Sample(name=f"n{i}", secret=bytes([i]) * 20) for i in range(number)]

    @pytest.mark.parametrize("issuer", ["BM", "P1 ", "GIF", "II*", "RIFFxxxxWEB"])
    def test_a_table_that_begins_like_a_picture_is_a_table(self, fobctl, file, issuer):
        path = file(f"{issuer},name,secret,type\nx,ann,{BASE32},totp\n")
        done, value = run_json(fobctl, None, path, options=("--dry-run",))
        assert (done.status, value["formats"]) == (0, ["CSV"]), done.err


class TestWhatIsSaidBefore:
    def test_each_kind_of_entry(self, fobctl, file):
        lines = [
            otpauth.write(_parsed(Sample(name="fresh", secret=b"f" * 20))),
            otpauth.write(_parsed(Sample(name="again", secret=b"f" * 20))),
            f"otpauth://totp/Acme:ann?secret={BASE32}&issuer=Acme",
            "otpauth://totp/Acme:bad?secret=!!!",
            otpauth.write(_parsed(Sample(issuer="Shop", name="sue", secret=b"s" * 20))),
        ]
        here = [(Account(TOTP, "Shop", "sue", b"another"), 0), (ANN, 0)]
        with Importing(accounts=here) as token:
            done, value = run_json(fobctl, token, file("\n".join(lines)))
        assert done.status == 0, done.err
        got = {entry["label"]: entry for entry in value["entries"]}
        assert [entry["what"] for entry in value["entries"]] == [
            "new", "twice", "there", "clash", "bad",
        ]  # fmt: skip
        assert got["Acme: again"]["note"] == "the same key as Acme: fresh"
        assert got["Acme: ann"] | {"id": 2, "proved": True} == got["Acme: ann"]
        assert got["Shop: sue"]["note"] == "account 1 on the token has this name"
        assert got["Shop: sue"]["id"] > 2 and got["Shop: sue"]["proved"]
        assert got["line 4"]["note"].startswith("The secret") and got["line 4"]["kind"] is None
        # Nothing twice, and nothing that the token has proved.
        assert [entry.name for entry in token.taken] == ["fresh", "sue"]
        counts = "1 new, 1 new with a name that is on the token, 1 on the token already, "
        assert counts + "1 twice in the file, 1 cannot be imported." in done.err

    def test_a_dry_run_sends_nothing_and_prints_what_would_be_done(self, fobctl, file):
        with Importing(accounts=[(OTHER_ANN, 0)]) as token:
            done = run(fobctl, token, file(URI), options=("--dry-run",))
        assert (done.status, rows(done.out)[0][:3]) == (0, ["clash", "Acme", "ann"])
        assert set(token.commands) <= {"list", "prove"}

    def test_a_dry_run_needs_no_token(self, fobctl, file):
        done = fobctl("--json", "accounts", "import", "--dry-run", file(URI))
        assert done.status == 0
        value = json.loads(done.out)
        assert (value["new"], value["same"], value["raised"]) == (None, None, None)
        assert [(e["what"], e["id"], e["proved"]) for e in value["entries"]] == [
            ("new", None, None)
        ]
        assert "Note: not compared with what is on a token." in done.err

    def test_of_a_key_that_is_twice_the_higher_counter_is_kept(self, fobctl, file):
        uris = [f"otpauth://hotp/B:bob?secret={BASE32}&counter={c}" for c in (5, 9, 7)]
        with Importing() as token:
            assert run(fobctl, token, file("\n".join(uris))).status == 0
        assert [(entry.name, entry.counter) for entry in token.taken] == [("bob", 9)]

    def test_one_key_with_other_digits_is_another_account(self, fobctl, file):
        uris = [f"otpauth://totp/A:ann?secret={BASE32}&digits={d}" for d in (6, 8)]
        with Importing() as token:
            assert run(fobctl, token, file("\n".join(uris))).status == 0
        assert [entry.digits for entry in token.taken] == [6, 8]

    def test_a_counter_that_is_behind_is_sent_and_goes_up(self, fobctl, file):
        uri = f"otpauth://hotp/Bank:bob?secret={BASE32}&issuer=Bank&counter=7"
        with Importing(accounts=[(BOB, 3)]) as token:
            done, value = run_json(fobctl, token, file(uri))
        assert (value["new"], value["same"], value["raised"]) == (0, 1, 1)
        assert token.accounts[0][2] == 7
        assert "goes up from counter 3" in done.err

    @pytest.mark.parametrize("counter", [7, 8])
    def test_what_is_all_there_is_not_sent(self, fobctl, file, counter):
        uri = f"otpauth://hotp/Bank:bob?secret={BASE32}&issuer=Bank&counter=7"
        with Importing(accounts=[(BOB, counter)]) as token:
            done = run(fobctl, token, file(uri))
        assert (done.status, rows(done.out)[0][0]) == (0, "there")
        assert "import" not in token.commands
        assert "Nothing to do: all of it is on the token." in done.err

    def test_more_than_there_is_room_for_is_refused_before_anything_is_sent(self, fobctl, file):
        text = "".join(otpauth.write(_parsed(s)) + "\n" for s in ALL)
        for options in (("--yes",), ("--dry-run",)):
            with Importing({"hello": hello(free=len(ALL) - 1)}) as token:
                done = run(fobctl, token, file(text), options=options)
            assert done.status == 1
            assert "7 accounts are new, and the token has room for 6." in done.err
            assert "import" not in token.commands

    def test_nothing_but_bad_entries_is_nothing(self, fobctl, file):
        for options in (("--yes",), ("--dry-run",)):
            with Importing() as token:
                done = run(fobctl, token, file("otpauth://totp/a?secret=1!"), options=options)
            assert (done.status, token.commands) == (1, ["list"])
            assert done.err.splitlines()[-1] == "Error: Nothing of this can be imported."
            assert "line 1" in done.err + done.out

    def test_warnings_are_told(self, fobctl, file):
        with Importing() as token:
            done = run(fobctl, token, file("otpauth://totp/a?secret=MZXW6YTB"))
        assert "Note: a: " in done.err


class TestWhoIsAsked:
    def test_without_a_terminal_somebody_must_have_said_yes(self, fobctl, file):
        with Importing() as token:
            done = run(fobctl, token, file(URI), options=())
        assert (done.status, token.requests) == (2, [])
        assert "--dry-run" in done.err and "--yes" in done.err

    @pytest.mark.parametrize("typed, status, number", [("y", 0, 1), ("n", 1, 0), ("", 1, 0)])
    def test_at_a_terminal_the_person_is_asked(self, file, typed, status, number):
        with Importing() as token:
            command = [PROGRAM, "--port", token.port, "accounts", "import", str(file(URI))]
            with AtTerminal(command, piped=True) as terminal:
                said = terminal.wait_for("Go on? [y/N]: ")
                assert "new   Acme    ann" in said
                terminal.type(typed + "\n")
                got, out, _ = terminal.end()
        assert (got, len(out.splitlines()), len(token.accounts)) == (status, number, number)

    def test_a_password_is_not_shown_and_may_be_typed_again(self, file):
        path = file(aegis.encrypted(ALL[:1], PASSWORD, n=1 << 10))
        with Importing() as token:
            command = [PROGRAM, "--port", token.port, "accounts", "import", "--yes", str(path)]
            with AtTerminal(command, piped=True) as terminal:
                terminal.wait_for("assword")
                terminal.wait_for(": ")
                terminal.type("wr0ng\n")
                said = terminal.wait_for("The password is wrong")
                terminal.wait_for("assword")
                terminal.wait_for(": ")
                terminal.type(PASSWORD + "\n")
                status, _, shown = terminal.end()
        assert (status, len(token.accounts)) == (0, 1), shown
        assert "wr0ng" not in said and PASSWORD not in shown

    def test_a_password_on_standard_input(self, fobctl, file):
        path = file(aegis.encrypted(ALL[:1], PASSWORD, n=1 << 10))
        with Importing() as token:
            done = run(fobctl, token, path, stdin=PASSWORD + "\r\n")
        assert done.status == 0, done.err
        assert PASSWORD not in done.out + done.err

    @pytest.mark.parametrize(
        "stdin, said",
        [("wr0ng\n", "The password is wrong"), ("", "encrypted: give its password on standard")],
    )
    def test_without_the_password_nothing_is_opened(self, fobctl, file, stdin, said):
        path = file(aegis.encrypted(ALL[:1], PASSWORD, n=1 << 10))
        with Importing() as token:
            done = run(fobctl, token, path, stdin=stdin)
        assert (done.status, token.requests) == (1, [])
        assert said in done.err and "wr0ng" not in done.err

    def test_what_is_encrypted_cannot_come_where_its_password_would(self, program):
        done = program(
            "accounts", "import", "--dry-run", "-",
            stdin=aegis.encrypted(ALL[:1], PASSWORD, n=1 << 10),
        )  # fmt: skip
        assert done.status == 1 and "give the file by its name" in done.err


class TestWhatIsNoExport:
    @pytest.mark.parametrize(
        "content, said",
        [
            (b"", "is empty"),
            (b"hello", "none of the exports that fobctl knows"),
            (b"\xff\xd8\xff" + bytes(100), "is no picture that fobctl can read"),
            (b"BM" + bytes(200), "is no picture that fobctl can read"),
            (b"[" * 100_000, ""),
            (b"x" * (MAX_EXPORT_BYTES + 1), "larger than 20 MiB"),
        ],
    )
    def test_it_is_refused_before_the_token_is_looked_for(self, fobctl, file, content, said):
        with Importing() as token:
            done = run(fobctl, token, file(content))
        assert (done.status, done.out, token.requests) == (1, "", [])
        assert done.err.startswith("Error: ") and said in done.err

    def test_a_file_without_an_end_is_not_read_to_it(self, fobctl):
        done = fobctl("accounts", "import", "--dry-run", "/dev/zero")
        assert done.status == 1 and "larger than 20 MiB" in done.err

    def test_a_file_that_is_not_there_and_a_folder(self, fobctl, tmp_path):
        done = fobctl("accounts", "import", "--dry-run", tmp_path / "none")
        assert done.status == 1 and "There is no file" in done.err
        done = fobctl("accounts", "import", "--dry-run", tmp_path)
        assert done.status == 1 and "cannot be read" in done.err

    def test_a_picture_of_something_else(self, fobctl, picture):
        done = fobctl("accounts", "import", "--dry-run", picture("https://example.com"))
        assert done.status == 1 and "a web address" in done.err

    def test_without_a_file_it_is_wrong_usage(self, fobctl):
        assert fobctl("accounts", "import").status == 2


class TestWhatTheTokenSays:
    @pytest.mark.parametrize(
        "failed, status, said",
        [
            ("refused", 4, "Refused on the token. Nothing was changed."),
            ("timed_out", 5, "Nobody answered on the token in time."),
            ("full", 1, "The token is full."),
            ("wrong_code", 1, "What arrived at the token is not what was sent."),
            ("damaged", 1, "What arrived at the token is not what was sent."),
            ("too_hot", 1, "The token could not import the accounts (too_hot)."),
        ],
    )
    def test_an_import_that_fails_says_why(self, fobctl, file, failed, status, said):
        with Importing({"restore_state": restored(DONE, failed=failed)}) as token:
            done = run(fobctl, token, file(URI))
        assert (done.status, done.out) == (status, "")
        assert done.err.splitlines()[-1].startswith(f"Error: {said}")
        assert "arrived:" not in done.err

    def test_given_up_on_the_token_is_a_refusal(self, fobctl, file):
        with Importing({"restore_state": restored("none")}) as token:
            done = run(fobctl, token, file(URI))
        assert done.status == 4 and "given up on the token" in done.err

    @pytest.mark.parametrize("error, status", [(Busy(), 1), (Locked(), 6), (UnknownCommand(), 1)])
    def test_an_error_is_told(self, fobctl, file, error, status):
        with Importing({"import": error}) as token:
            done = run(fobctl, token, file(URI))
        assert (done.status, done.out) == (status, "")
        assert "restore_write" not in token.commands

    def test_an_account_that_is_not_proved_is_named(self, fobctl, file):
        class Forgetful(Importing):
            def _prove(self, fields):
                answer = super()._prove(fields)
                return answer | {"proof": "00" * 32}

        with Forgetful() as token:
            done = run(fobctl, token, file(URI))
        assert (done.status, rows(done.out)) == (1, [["new", "Acme:", "ann", "not", "proved"]])
        assert "has not proved that it holds Acme: ann." in done.err

    def test_a_counter_that_did_not_arrive_is_not_proved(self, fobctl, file):
        class Lowering(Importing):
            def _take(self):
                answer = super()._take()
                self.accounts = [(number, account, 6) for number, account, _ in self.accounts]
                return answer

        uri = f"otpauth://hotp/Bank:bob?secret={BASE32}&issuer=Bank&counter=7"
        with Lowering() as token:
            done = run(fobctl, token, file(uri))
        assert done.status == 1 and "has not proved" in done.err

    def test_an_account_that_is_there_under_another_name_is_found_and_proved(self, fobctl, file):
        mine = Account(TOTP, "Mine", "renamed", SECRET)
        more = [(Account(TOTP, "x", f"{i}", b"%d" % i, SHA256), 0) for i in range(5)]
        with Importing(accounts=[*more, (mine, 0)]) as token:
            done, value = run_json(fobctl, token, file(URI))
        assert done.status == 0, done.err
        [entry] = value["entries"]
        assert (entry["what"], entry["id"], entry["proved"]) == ("there", 6, True)
        assert entry["note"] == "account 6 on the token, Mine: renamed"


class TestInterrupted:
    @pytest.mark.parametrize("command", ["restore_write", "restore_state"])
    def test_a_plug_that_is_pulled_leaves_all_or_nothing(self, fobctl, file, command):
        with Importing({command: VANISH}) as token:
            done = run(fobctl, token, file(URI))
        assert (done.status, done.out) == (1, "")
        assert "Either all accounts arrived or none" in done.err
        assert done.err.splitlines()[-1].endswith("was unplugged.")

    def test_a_token_that_answers_again_says_what_arrived(self, fobctl, file, impatient):
        for state, said in (
            (restored(DONE, failed="refused"), "Nothing has arrived: the token is as it was."),
            (restored("none"), "Nothing has arrived: the token is as it was."),
            (restored(DONE), "All of it has arrived: 0 accounts are new."),
        ):
            answers = {"restore_state": _busy_then(state)}
            with Importing(answers) as token:
                done = run(fobctl, token, file(URI))
            assert (done.status, done.out) == (1, "")
            assert said in done.err, state

    def test_of_counters_nobody_can_say_whether_they_went_up(self, fobctl, file, impatient):
        uri = f"otpauth://hotp/Bank:bob?secret={BASE32}&issuer=Bank&counter=7"
        answers = {"restore_state": _busy_then(restored("none"))}
        with Importing(answers, accounts=[(BOB, 3)]) as token:
            done = run(fobctl, token, file(uri))
        assert done.status == 1
        assert "Either all accounts arrived or none" in done.err

    def test_ctrl_c_while_the_token_asks_takes_the_question_away(self, file):
        class Waiting(Importing):
            def _restore_state(self, fields):
                # Two in the first conversation; the third begins another one.
                if [command for command, _ in self.requests].count("hello") > 2:
                    return restored(DONE, failed="refused")
                return restored(CONFIRM)

        with Waiting() as token:
            command = [PROGRAM, "--port", token.port, "accounts", "import", "--yes"]
            process = subprocess.Popen(
                [*command, str(file(URI))],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                for line in process.stderr:
                    if line.startswith("Look at the token"):
                        break
                process.send_signal(signal.SIGINT)
                out, said = process.communicate(timeout=20)
            finally:
                process.kill()
                process.communicate()
        assert (process.returncode, out) == (1, "")
        assert said.split("\n") == [
            "Nothing has arrived: the token is as it was.",
            "",
            "Stopped.",
            "",
        ]

    def test_while_it_is_proved_all_has_arrived(self, fobctl, file):
        with Importing({"prove": VANISH}) as token:
            done = run(fobctl, token, file(URI))
        assert done.status == 1
        assert "All of it has arrived: 1 accounts are new. Not all of them were proved." in done.err


def _busy_then(state):
    answers = [Busy()]
    return lambda fields: answers.pop() if answers else state


def test_the_help_shows_examples():
    done = subprocess.run(
        [PROGRAM, "accounts", "import", "--help"], capture_output=True, text=True, timeout=20
    )
    assert "fobctl accounts import page1.png page2.png" in done.stdout
    assert sys.executable not in done.stdout
