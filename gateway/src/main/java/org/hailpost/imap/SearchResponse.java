package org.hailpost.imap;

import java.io.IOException;
import java.util.Arrays;
import org.hailpost.imap.SearchReturn.Option;

/**
 * Answers SEARCH and SORT.
 *
 * @param command whose tag and whose way to name messages it is
 * @param asked what the client wants to know
 * @param modseq whether it asked by MODSEQ, and wants to be told one
 */
record SearchResponse(CommandLine command, SearchReturn asked, boolean modseq) {

    /**
     * Writes what was found and saves what {@code $} shall stand for.
     *
     * @param order places in it, in the order of the answer
     * @param name of the plain response, SEARCH or SORT
     */
    Reply write(ImapSession session, Found found, int[] order, String name) throws IOException {
        if (!asked.extended()) {
            writePlain(session.out(), found, order, name);
        } else if (!asked.silent()) {
            writeExtended(session.out(), found, order);
        }
        Selected selected = session.selected();
        if (asked.wants(Option.SAVE)) {
            int[] msns = Arrays.stream(asked.narrowed(order)).map(found::msn).sorted().toArray();
            if (!selected.saved().save(selected.view(), msns)) {
                return Reply.no("NOTSAVED", "Too many ranges of messages to remember");
            }
        }
        return Reply.ok(command.name() + " completed");
    }

    private void writePlain(WireOutput out, Found found, int[] order, String name)
            throws IOException {
        out.ascii("* ").ascii(name);
        for (int at : order) {
            out.put(' ').number(found.number(at, command.uid()));
        }
        if (modseq && order.length > 0) {
            out.ascii(" (MODSEQ ").number(found.highestModseq(order)).put(')');
        }
        out.crlf();
    }

    /** Without results there is no MIN, MAX, ALL or MODSEQ, but the line (RFC 4731 §3.1). */
    private void writeExtended(WireOutput out, Found found, int[] order) throws IOException {
        out.ascii("* ESEARCH (TAG ").string(command.tag()).put(')');
        if (command.uid()) {
            out.ascii(" UID");
        }
        int last = order.length - 1;
        if (asked.wants(Option.MIN) && last >= 0) {
            out.ascii(" MIN ").number(found.number(order[0], command.uid()));
        }
        if (asked.wants(Option.MAX) && last >= 0) {
            out.ascii(" MAX ").number(found.number(order[last], command.uid()));
        }
        if (asked.wants(Option.COUNT)) {
            out.ascii(" COUNT ").number(order.length);
        }
        if (asked.wants(Option.ALL) && last >= 0) {
            out.ascii(" ALL ");
            writeSet(out, found, order);
        }
        if (modseq && last >= 0) {
            out.ascii(" MODSEQ ").number(found.highestModseq(asked.narrowed(order)));
        }
        out.crlf();
    }

    /** In the order given; a range is of neighbours that all are in it, never over a gap. */
    private void writeSet(WireOutput out, Found found, int[] order) throws IOException {
        for (int at = 0; at < order.length; ) {
            int end = at;
            long from = found.number(order[at], command.uid());
            while (end + 1 < order.length
                    && found.number(order[end + 1], command.uid()) == from + (end + 1 - at)) {
                end++;
            }
            if (at > 0) {
                out.put(',');
            }
            out.number(from);
            if (end > at) {
                out.put(':').number(found.number(order[end], command.uid()));
            }
            at = end + 1;
        }
    }
}
