"""Estimated cycles of an instruction on the ESP32's core (Xtensa LX6 at up to 240 MHz).

An estimate: Cadence publishes no cycle table for the configuration Espressif chose. Each
number below is what its source says of a core of this family; caches, flash and window
overflows are left out (viper code lies in RAM, and an inner loop calls nothing).

    what                           cycles   source
    any instruction                1        Xtensa LX data sheets: one issue per cycle, in order
    value loaded, used at once     +1       Xtensa ISA manual, 3.6, "load-use" pipeline bubble
    product used at once           +1       MULL of the 32-bit multiplier option: two cycles
    branch taken, jump, call       +2       five-stage pipeline: two fetched instructions dropped
"""

LOAD_USE = 1
PRODUCT_USE = 1
TAKEN = 2

LOADS = ("l8ui", "l16ui", "l16si", "l32i", "l32r")
JUMPS = ("j", "jx", "callx8", "retw")
