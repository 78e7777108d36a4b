"""The part of pytest.raises that also runs on MicroPython."""


def raises(error_class, function, *args):
    """Call `function`; return the error of `error_class` it raised, or fail."""
    try:
        function(*args)
    except error_class as error:
        return error
    raise AssertionError(f"no {error_class.__name__} from {function} with {args}")
