"""The machine code of PBKDF2's loop on this interpreter, against its plain twin."""

from otpfob.core import pbkdf2, pbkdf2_plain, pbkdf2_viper, sha256_viper


def loops(password, u1):
    return pbkdf2_plain.Loop(password, u1), pbkdf2_viper.Loop(password, u1)


def test_the_machine_code_is_what_runs():
    assert pbkdf2.Loop is pbkdf2_viper.Loop


def test_every_length_of_password():
    for size in range(0, 140, 3):
        password = bytes((i * 5 + size) & 0xFF for i in range(size))
        plain, viper = loops(password, bytes(range(32)))
        plain.run(3)
        viper.run(3)
        assert plain.result() == viper.result(), size


def test_words_of_all_ones_and_none():
    for byte in (0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF):
        for other in (0x00, 0xFF):
            plain, viper = loops(bytes([byte]) * 64, bytes([other]) * 32)
            plain.run(5)
            viper.run(5)
            assert plain.result() == viper.result(), (byte, other)


def test_the_sum_after_each_iteration():
    plain, viper = loops(b"1234", bytes(32))
    for i in range(20):
        plain.run(1)
        viper.run(1)
        assert plain.result() == viper.result(), i


def test_no_iterations_change_nothing():
    _, viper = loops(b"1234", bytes(range(32)))
    viper.run(0)
    assert viper.result() == bytes(range(32))


def test_wiping_forgets_everything():
    sha256_viper.wipe()
    clean = bytes(sha256_viper._scratch)
    _, viper = loops(b"1234", bytes(range(32)))
    viper.run(3)
    assert bytes(sha256_viper._scratch) != clean
    viper.wipe()
    assert bytes(sha256_viper._scratch) == clean
    assert not any(viper._words)
