# What a developer types. `.ci/run` does the same and more on a bare machine.

# Everything that must pass before a change lands, on this machine's tools.
default: fmt clippy test docs deny

fmt:
    git ls-files '*.rs' | xargs rustfmt --edition 2024 --check

clippy:
    cargo clippy --workspace --all-targets --features opendal -- -D warnings

test *ARGS:
    cargo test --workspace {{ARGS}}

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

deny:
    cargo fetch --locked
    cargo deny --offline check bans licenses sources

# Writes the generated pages of docs/ and the recorded outputs of tests anew; look at the diff.
bless:
    GROUPKEEP_BLESS=1 cargo test --workspace

# The main job on the shipped example.
example GROUP="reading-circle":
    cargo run --release -- run -C examples/{{GROUP}}
