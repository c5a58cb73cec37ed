/**
 * The CLI terminal: a conversation in a text window, and the same without a window for scripts.
 *
 * <p>Called by the command line ({@link org.hailpost.bridge.terminal.TerminalMain}); stands on the
 * Java client as any program could. {@link org.hailpost.bridge.terminal.Chat} is the logic, {@link
 * org.hailpost.bridge.terminal.JlineScreen} the window, {@link
 * org.hailpost.bridge.terminal.ScriptRunner} the window's stand-in for programs.
 *
 * <p>Invariant: text that came from elsewhere reaches a terminal only through {@link
 * org.hailpost.bridge.terminal.SafeText}, so no mail can send an escape sequence or turn the
 * writing direction of what stands around it.
 *
 * <p>It knows no sockets, no server, no mail.
 */
@NullMarked
package org.hailpost.bridge.terminal;

import org.jspecify.annotations.NullMarked;
