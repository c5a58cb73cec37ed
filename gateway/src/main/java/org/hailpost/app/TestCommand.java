package org.hailpost.app;

/** A row for the list of commands; the launcher runs the build itself. */
final class TestCommand implements Command {
    @Override
    public String name() {
        return "test";
    }

    @Override
    public String summary() {
        return "Build everything and run all tests";
    }

    @Override
    public String arguments() {
        return "[MAVEN-ARGUMENTS]";
    }

    @Override
    public boolean parsesItself() {
        return true;
    }

    @Override
    public int run(Invocation call) throws UsageException {
        throw new UsageException("start it with the launcher, from a source tree: ./hailpost test");
    }
}
