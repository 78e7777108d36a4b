"""privacyIDEA on loopback, with an administrator and nothing else. Runs in a venv of its own.

Its argument is an empty folder. Prints the port, and serves until its input ends.
"""

import os
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

ADMIN, PASSWORD = "admin", "of a test"
_CONFIG = """
SUPERUSER_REALM = ["admins"]
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/privacyidea.sqlite"
SECRET_KEY = "of a test"
PI_PEPPER = "of a test"
PI_ENCFILE = "{folder}/enckey"
PI_AUDIT_MODULE = "privacyidea.lib.auditmodules.base"
PI_LOGFILE = "{folder}/privacyidea.log"
PI_LOGLEVEL = 40
"""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def main():
    folder = Path(sys.argv[1]).resolve()
    (folder / "enckey").write_bytes(os.urandom(96))
    config = folder / "pi.cfg"
    config.write_text(_CONFIG.format(folder=folder))
    from privacyidea.app import create_app
    from privacyidea.lib.auth import create_db_admin
    from privacyidea.models import db

    app = create_app(config_name="production", config_file=str(config), silent=True)
    with app.app_context():
        db.create_all()
        create_db_admin(ADMIN, password=PASSWORD)
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
