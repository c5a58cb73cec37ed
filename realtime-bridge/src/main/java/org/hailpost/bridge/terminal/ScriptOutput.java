package org.hailpost.bridge.terminal;

import org.hailpost.bridge.client.Disconnected;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.ServerFrame.HistoryPage;
import org.hailpost.bridge.frame.ServerFrame.SearchPage;
import org.hailpost.bridge.frame.ServerFrame.ThreadsPage;
import org.hailpost.bridge.frame.ServerFrame.Welcome;

/** What a script prints. Each call is complete lines at once; safe for any thread. */
interface ScriptOutput {
    void connected(Welcome welcome);

    void disconnected(Disconnected disconnected);

    void event(Event event);

    void resync(long head);

    void sent(Sent sent);

    void threads(ThreadsPage page);

    void history(HistoryPage page);

    void search(SearchPage page);

    void opened(String thread);

    void read(String thread, String upTo);

    void saved(String message, String part, String file);

    /** The command did not do what it says; the script ends. */
    void failed(String command, String reason);
}
