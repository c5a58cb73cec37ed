package org.hailpost.app;

import java.util.List;
import org.apache.commons.cli.Option;

/** One thing that {@code hailpost} can do: a row of {@link Commands}. */
interface Command {
    int OK = 0;
    int FAILED = 1;

    /** What was typed, or what the configuration says, is wrong. */
    int USAGE = 2;

    /** One or two words. */
    String name();

    /** One line for the list of commands. */
    String summary();

    /** {@code ADDRESS [ACCOUNT]}: what must follow, and in brackets what may. */
    default String arguments() {
        return "";
    }

    default List<Option> options() {
        return List.of();
    }

    /** What {@code help COMMAND} adds to the summary: a paragraph, an example. */
    default String details() {
        return "";
    }

    /** Whether everything after the name is the command's own business. */
    default boolean parsesItself() {
        return false;
    }

    /** The exit code. What goes wrong is thrown; {@link Cli} knows how to say it. */
    int run(Invocation call) throws Exception;
}
