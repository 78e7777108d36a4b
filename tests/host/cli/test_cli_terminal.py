"""What people see at a terminal, and other programs in a pipe: tables, colours, completion."""

import os
import shutil
import subprocess
import sys

import pytest
import system_packages
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import PROGRAM, SECRET
from host.cli.fake_token import FakeToken

from otpfob.core.account import TOTP, Account

NAMES = [("Acme", "ann@example.com"), ("[bold]Bank[/bold]", "b" * 60)]
ACCOUNTS = [(Account(TOTP, issuer, name, SECRET), 0) for issuer, name in NAMES]
ESCAPE = "\x1b["


def seen(*arguments, **given):
    """Return what a command shows at a terminal of 60 columns."""
    with FakeToken(accounts=ACCOUNTS) as token:
        command = [PROGRAM, "--port", token.port, *arguments]
        with AtTerminal(command, size=(24, 60), **given) as terminal:
            status, _, shown = terminal.end()
    assert status == 0
    return shown


def test_a_terminal_gets_a_header_and_a_pipe_gets_columns_only(fobctl):
    shown = seen("accounts", "list")
    assert shown.index("account") < shown.index("Acme")
    with FakeToken(accounts=ACCOUNTS) as token:
        piped = fobctl("--port", token.port, "accounts", "list").out.splitlines()
    assert len(piped) == len(ACCOUNTS)
    assert piped[0].split()[:3] == ["1", "Acme:", "ann@example.com"]


def test_a_long_name_is_wrapped_at_a_terminal_and_never_cut():
    shown = seen("accounts", "list")
    assert shown.count("b") >= 60
    assert "…" not in shown


def test_brackets_in_a_name_are_no_markup():
    assert "[bold]" in seen("accounts", "list")


def test_no_color_means_no_colour(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    with FakeToken({"accounts": []}) as token:
        command = [PROGRAM, "--port", token.port, "accounts", "import", "--dry-run", os.devnull]
        with AtTerminal(command) as terminal:
            terminal.end()
            assert "\x1b[33m" not in terminal.shown
    assert "\x1b[3" not in seen("accounts", "list").replace("\x1b[?", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands(shell, tmp_path):
    system_packages.need({shell: shutil.which(shell)})
    script = subprocess.run(
        [PROGRAM, "completion", shell], capture_output=True, text=True, check=True
    ).stdout
    file = tmp_path / "completion"
    file.write_text(script)
    # The shell itself reads it, and then calls fobctl for the words, as at a TAB.
    ask = {
        "bash": "source {file}; COMP_WORDS=(fobctl acc); COMP_CWORD=1; _fobctl_completion fobctl; "
        'printf "%s\\n" "${{COMPREPLY[@]}}"',
        "zsh": "compdef() {{ }}; source {file}; words=(fobctl acc); CURRENT=2; "
        '_describe() {{ print -l "${{(@P)2[@]}}" "${{(@P)3[@]}}" }}; '
        'compadd() {{ print -l "$@" }}; _fobctl_completion',
        "fish": "source {file}; complete -C 'fobctl acc'",
    }[shell]
    environment = os.environ | {"PATH": f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"}
    command = [shell, *(["-f"] if shell == "zsh" else []), "-c", ask.format(file=file)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=20)
    assert "accounts" in done.stdout, (done.stdout, done.stderr)


def test_the_help_loads_neither_the_serial_port_nor_the_qr_reader():
    code = "import sys; from fobctl.cli import main; main.run(['--help']); "
    code += "print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    for module in ("serial", "zxingcpp", "PIL", "cryptography", "rich", "fobctl.token"):
        assert module not in loaded, module
