"""A chip in its boot loader, in a thread of the test: esp32-mock-bootloader, and what it holds."""

import socket
import threading
from contextlib import contextmanager

from esp32_mock_bootloader import server


@contextmanager
def mock_chip(chip):
    """Yield the port for esptool, and the flash: its `data` may be looked at and set."""
    flash = server.FlashImage()
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)

    def serve():
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                server.handle_client(
                    server.BootloaderConnection(sock=connection), stop, chip, flash=flash
                )

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"socket://127.0.0.1:{listener.getsockname()[1]}", flash
    finally:
        stop.set()
        thread.join()
        listener.close()
