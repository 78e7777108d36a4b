"""Noise, floods and control characters on the serial line: skipped, and the token goes on."""

import os

from sim.product import totp

from fobctl.link.conversation import Conversation


def write(product, data):
    descriptor = os.open(product.simulator.port, os.O_WRONLY | os.O_NOCTTY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def test_ctrl_c_and_ctrl_d_on_the_line_do_not_stop_the_firmware(product):
    write(product, b"\x03\x03\x04\x01\x02\x05\r\n" * 8)
    assert product.connect().hello().ready
    assert product.simulator.resets == 2  # power-on, and the one of the fixture


def test_a_frame_that_comes_twice_is_carried_out_once(product):
    class Doubling(Conversation):
        def _write(self, data):
            super()._write(data)
            super()._write(data)

    with Doubling(product.simulator.port) as conversation:
        from fobctl.token import Token

        token = Token(conversation, lambda seconds: None)
        future = product.submit(lambda: token.add(totp()))
        product.simulator.wait_for("Add account?")
        product.simulator.advance(600)
        product.simulator.press("do")
        future.result(timeout=30)
        assert len(token.accounts()) == 1
