package org.hailpost.bridge.terminal;

import java.util.List;

/** Where the chat writes. Safe to call from any thread. */
interface Screen {
    /** Columns that a line may take. */
    int width();

    Paint paint();

    /** Prints above what the user is writing. */
    void print(List<String> lines);

    /** Shows the state of things: in one line of its own, and as the prompt. */
    void state(String status, String prompt);
}
