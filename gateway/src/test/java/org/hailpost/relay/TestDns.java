package org.hailpost.relay;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver on loopback, by UDP and TCP, that knows what a test tells it. */
public final class TestDns implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, List<Record>> zone = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    /** Whether answers are marked as validated by DNSSEC. */
    volatile boolean validates;

    /** Whether questions by UDP are not answered at all. */
    volatile boolean silent;

    /** Whether UDP answers are cut, so that the question comes again by TCP. */
    volatile boolean cutsUdp;

    public TestDns() throws IOException {
        tcp = new ServerSocket(0, 50, HERE);
        udp = new DatagramSocket(new InetSocketAddress(HERE, tcp.getLocalPort()));
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    /** As in {@code resolvers}. */
    public String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /** A record as in a zone file: {@code far.example MX 10 mx.far.example.}. */
    public TestDns with(String line) throws IOException {
        return with(line, 300);
    }

    /** One that nobody may remember. */
    TestDns withForNow(String line) throws IOException {
        return with(line, 0);
    }

    private TestDns with(String line, long seconds) throws IOException {
        String[] words = line.split(" ", 3);
        Name name = Name.fromString(words[0] + ".");
        var record =
                Record.fromString(
                        name, Type.value(words[1]), DClass.IN, seconds, words[2], Name.root);
        zone.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(record);
        return this;
    }

    TestDns without(String name) {
        zone.remove(name);
        return this;
    }

    /** A name whose questions are answered SERVFAIL. */
    TestDns failing(String name) {
        failing.add(name);
        return this;
    }

    private Message answer(Message query, boolean byUdp) {
        Record question = query.getQuestion();
        String name = question.getName().toString(true);
        asked.add(name + " " + Type.string(question.getType()));
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setOpcode(Opcode.QUERY);
        if (validates) {
            answer.getHeader().setFlag(Flags.AD);
        }
        answer.addRecord(question, Section.QUESTION);
        if (cutsUdp && byUdp) {
            answer.getHeader().setFlag(Flags.TC);
            return answer;
        }
        if (failing.contains(name)) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        follow(name, question.getType(), answer);
        return answer;
    }

    private void follow(String name, int type, Message answer) {
        String next = name;
        for (int i = 0; i < 10; i++) {
            List<Record> records = zone.get(next);
            if (records == null) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
                return;
            }
            String alias = null;
            for (Record record : records) {
                if (record.getType() == type || record instanceof CNAMERecord) {
                    answer.addRecord(record, Section.ANSWER);
                    alias = record instanceof CNAMERecord c ? c.getTarget().toString(true) : alias;
                }
            }
            if (alias == null) {
                return;
            }
            next = alias;
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = Arrays.copyOf(buffer, packet.getLength());
                byte[] answer = answer(new Message(query), true).toWire();
                if (silent) {
                    continue;
                }
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // garbage, or the end
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte[] answer = answer(new Message(query), false).toWire();
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            // the client hung up
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
