package org.hailpost.app;

import org.hailpost.bridge.terminal.TerminalMain;

/** {@code hailpost terminal}, which reads its own arguments. */
final class TerminalCommand implements Command {
    @Override
    public String name() {
        return "terminal";
    }

    @Override
    public String summary() {
        return "Hold conversations in this window";
    }

    @Override
    public String details() {
        return """
        hailpost terminal --server ws://HOST:PORT/bridge --account ADDRESS
        hailpost terminal --help lists its options, among them --script for programs.
        """;
    }

    @Override
    public boolean parsesItself() {
        return true;
    }

    @Override
    public int run(Invocation call) {
        Logging.quiet();
        return TerminalMain.run(
                call.words().toArray(String[]::new),
                System.in,
                call.console().out(),
                call.console().err());
    }
}
