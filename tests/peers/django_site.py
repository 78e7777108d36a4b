"""A web site whose admin wants a password and a code: Django with django-otp, on loopback.

Standard input is JSON: the password of both users, and the secrets, in hexadecimal, of ann's device
by time and of bob's by counter. Prints the port, and serves until its input ends.
"""

import json
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django_otp",
        "django_otp.plugins.otp_hotp",
        "django_otp.plugins.otp_totp",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django_otp.middleware.OTPMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    # Waiting after a refused code is not what is tried here.
    OTP_TOTP_THROTTLE_FACTOR=0,
    OTP_HOTP_THROTTLE_FACTOR=0,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a test",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402 (after the set-up)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from django_otp.admin import OTPAdminSite  # noqa: E402
from django_otp.plugins.otp_hotp.models import HOTPDevice  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

urlpatterns = [path("admin/", OTPAdminSite().urls)]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def main():
    given = json.loads(sys.stdin.readline())
    call_command("migrate", verbosity=0)
    ann, bob = (
        User.objects.create_superuser(name, password=given["password"]) for name in ("ann", "bob")
    )
    TOTPDevice.objects.create(user=ann, name="time", key=given["by_time"], tolerance=0)
    HOTPDevice.objects.create(user=bob, name="counter", key=given["by_counter"], tolerance=2)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


main()
