#!/bin/sh
# Stands in for genba-recorder where only its supervision matters: everything is its own copy.
case "$1" in
still | thumbnail | poster)
    echo '{"width_px":4,"height_px":3}'
    exec /bin/cat
    ;;
film)
    echo '{"percent":50}' >&2
    /bin/cat
    echo '{"done":{"width_px":1280,"height_px":720,"duration_ms":1000}}' >&2
    ;;
recording)
    echo '{"percent":50}' >&2
    /bin/cat
    echo '{"done":{"duration_ms":4000,"frames":100,"has_sound":true,"width_px":640,"height_px":480,"begun_ms":1795000000000,"gaps":[{"from_ms":1000,"to_ms":2000}]}}' >&2
    ;;
contact-sheet)
    echo '{"width_px":4,"height_px":3}'
    exec /bin/cat
    ;;
esac
