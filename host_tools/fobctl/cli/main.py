"""The root command, and the one place that turns exceptions into an exit status."""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import click

from fobctl.cli import exit_codes
from otpfob.version import VERSION

# Imported when they are called: `fobctl --help` needs no camera, no QR reader, no serial port.
_GROUPS = {
    "accounts": ("fobctl.cli.accounts", "Add, import, list, change, delete accounts; get a code."),
    "backup": ("fobctl.cli.backup", "Save the token's accounts, encrypted, to a file."),
    "batch": ("fobctl.cli.batch", "Program many tokens; files for their server; labels."),
    "clone": ("fobctl.cli.clone", "Copy the accounts of one token to another."),
    "completion": ("fobctl.cli.completion", "Complete commands in bash, zsh and fish."),
    "device": ("fobctl.cli.device", "Find tokens, lock one, change its settings, erase one."),
    "help": ("fobctl.cli.help", "Show the help of a command."),
    "restore": ("fobctl.cli.restore", "Put the accounts of a backup onto the token."),
    "sim": ("fobctl.cli.sim", "Run the token on this PC."),
    "time": ("fobctl.cli.clock", "Show and set the token's clock; why a site refuses a code."),
    "wifi": ("fobctl.cli.wifi", "The network in which the token asks time servers."),
}

_MARKS_OF_A_KEY = ("otpauth:", "otpauth-migration:", "steam://", "secret=")


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _GROUPS:
            return None
        return importlib.import_module(_GROUPS[cmd_name][0]).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _GROUPS[name][1]) for name in self.list_commands(ctx)])


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=exit_codes.HELP,
)
@click.option("--port", envvar="FOBCTL_PORT", help="The token's serial port. [FOBCTL_PORT]")
@click.option("--json", "as_json", is_flag=True, help="Print data as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Say what is sent: names and sizes.")
@click.version_option(VERSION, prog_name="fobctl")
@click.pass_context
def root(ctx: click.Context, port: str | None, as_json: bool, verbose: bool) -> None:
    """Put accounts onto an OTPfob token, and look after it.

    \b
    fobctl sim                            the token on this PC
    fobctl accounts add qr.png            the account in a picture of a QR code
    fobctl accounts add --screen          the one whose QR code the screen shows
    fobctl accounts add                   an account typed in
    fobctl time set                       the token's clock to this PC's
    """
    from fobctl.cli.session import Session

    if os.environ.get("NO_COLOR"):  # https://no-color.org: of any value
        ctx.color = False
    ctx.obj = Session(port, as_json, verbose)


def main() -> None:
    """Run the command line and exit with the status of fobctl.cli.exit_codes."""
    sys.exit(run(sys.argv[1:]))


def _refuse_keys(arguments: list[str]) -> None:
    """Raise UsageError when an argument is a key: no message may repeat it."""
    for argument in arguments:
        folded = argument.lower()
        if any(mark in folded for mark in _MARKS_OF_A_KEY):
            raise click.UsageError(
                "A key in the command line would stay in the shell's history and show in `ps`. "
                "Give it on standard input (`fobctl accounts add -`), or as a picture."
            )


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit status."""
    try:
        _refuse_keys(arguments)
        return root.main(arguments, prog_name="fobctl", standalone_mode=False) or exit_codes.DONE
    except click.UsageError as error:
        error.show()
        return exit_codes.USAGE
    except click.ClickException as error:
        error.show()
        return exit_codes.FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return exit_codes.FAILED
    except Exception as error:  # noqa: BLE001 (one of the three places that catch everything)
        return _status_of(error, "-v" in arguments or "--verbose" in arguments)


def _status_of(error: Exception, verbose: bool) -> int:
    from fobctl.installer.errors import InstallError
    from fobctl.link.errors import LinkError, NoDevice, TokenError
    from fobctl.simulator.errors import SimulatorError
    from fobctl.sources.new_account import SourceError

    if isinstance(error, (LinkError, SourceError, SimulatorError, InstallError)):
        click.echo(f"Error: {error}", err=True)
    else:
        # The class only: the text of an unknown error could hold anything, a secret too.
        click.echo(f"Error: fobctl met a bug of its own ({type(error).__name__}).", err=True)
        if verbose:
            click.echo("".join(traceback.format_tb(error.__traceback__)), err=True)
    if isinstance(error, NoDevice):
        return exit_codes.NO_DEVICE
    if isinstance(error, TokenError):
        return exit_codes.BY_TOKEN_ERROR.get(error.code, exit_codes.FAILED)
    return exit_codes.FAILED
