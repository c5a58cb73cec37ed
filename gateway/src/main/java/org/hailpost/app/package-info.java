/**
 * The program: the command line, the wiring of all parts, their start and stop, and the demo.
 *
 * <p>Called by the launcher. The only package that knows every other one, and therefore the only
 * one that says {@code new} for a part. Invariants: parts are wired by constructors and started in
 * the order in which they need each other, stopped in reverse; a mistake of whoever typed the
 * command is one line that names it and what would be right, never a stack trace. Must not hold:
 * mail, protocol or storage logic.
 */
@NullMarked
package org.hailpost.app;

import org.jspecify.annotations.NullMarked;
