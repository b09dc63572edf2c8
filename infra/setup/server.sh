# Sourced by benches that need a server of their own: a release build with a demo folder that is
# removed at the end. Sets data, server_pid and url; `no_panic` looks into its log, `counted NAME` asks
# one of its counters.

start_server() {
    server_folder=$(mktemp -d)
    data=$server_folder/data
    "$release/genba" serve --demo --data "$data" --listen 127.0.0.1:0 \
        --recorder "$release/genba-recorder" >"$server_folder/log" 2>&1 &
    server_pid=$!
    trap stop_server EXIT
    for _ in $(seq 150); do
        if grep -q '^genba: ready' "$server_folder/log"; then
            url=$(sed -n 's#^genba: ready \(https\?://[^/]*\).*#\1#p' "$server_folder/log")
            return
        fi
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.1
    done
    cat "$server_folder/log" >&2
    echo "bench: the server did not start" >&2
    exit 1
}

stop_server() {
    kill "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null
    rm -rf "$server_folder"
}

no_panic() {
    if grep -n 'panicked' "$server_folder/log" >&2; then
        echo "bench: the server panicked" >&2
        exit 1
    fi
}

counted() {
    NODE_EXTRA_CA_CERTS=$data/ca/genba-local-ca.pem node --input-type=module -e '
        const text = await (await fetch(`${process.argv[1]}/metrics`)).text();
        const line = text.split("\n").find((line) => line.startsWith(`${process.argv[2]} `));
        if (!line) throw new Error(`the server does not count ${process.argv[2]}`);
        console.log(line.split(" ")[1]);
    ' "$url" "$1"
}
