"""Calls a function on a locked heap, where the interpreter has one."""

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython cannot tell

    def heap_lock():
        pass

    heap_unlock = heap_lock


def quietly(function, argument=None, times=20):
    """Return what `function` returned last. Raises MemoryError when it allocates."""
    result = None
    heap_lock()
    try:
        for _ in range(times):
            result = function() if argument is None else function(argument)
    finally:
        heap_unlock()
    return result
