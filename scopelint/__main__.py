"""``python -m scopelint``"""

from scopelint.cli import main

main()
