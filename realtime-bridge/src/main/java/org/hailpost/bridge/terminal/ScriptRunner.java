package org.hailpost.bridge.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Outgoing;
import org.hailpost.bridge.client.Sent;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Message;
import org.hailpost.bridge.frame.ServerFrame.ThreadsPage;
import org.hailpost.bridge.terminal.ScriptCommand.SyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Does a script's commands one after the other, each when the one before has its answer, while
 * events are printed as they come. The first command that fails ends the script.
 */
final class ScriptRunner {
    /** A script, unlike a person, does not wait for ever until there is a gateway. */
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private static final int PAGE = 30;

    private final BridgeClient client;
    private final String account;
    private final ScriptOutput output;
    private final PrintStream err;
    private final ScriptInbox inbox;
    private final ChatFiles files;
    private List<String> listed = List.of();
    private @Nullable String current;

    ScriptRunner(BridgeClient client, String account, ScriptOutput output, PrintStream err) {
        this.client = client;
        this.account = account;
        this.output = output;
        this.err = err;
        this.files = new ChatFiles(client);
        this.inbox = new ScriptInbox(account, output, err);
    }

    /** The command could not be done. */
    private static final class FailedException extends Exception {
        FailedException(String reason) {
            super(reason);
        }
    }

    /** 0 if all was done, 1 if something failed, 2 if a line means nothing. */
    int run(BufferedReader commands) throws IOException {
        if (!connected()) {
            return 1;
        }
        int number = 0;
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            number++;
            try {
                ScriptCommand command = ScriptCommand.parse(line);
                if (command instanceof ScriptCommand.Quit) {
                    return 0;
                }
                execute(command);
            } catch (SyntaxException e) {
                err.println("hailpost terminal: line " + number + ": " + e.getMessage());
                return 2;
            } catch (FailedException e) {
                output.failed(line.strip(), String.valueOf(e.getMessage()));
                return 1;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return 1;
            }
        }
        return 0;
    }

    private boolean connected() {
        try {
            var _ = client.connect(inbox).get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException _) {
            err.println(
                    "hailpost terminal: " + TerminalMain.explain(account, client.ended().join()));
        } catch (TimeoutException _) {
            err.println("hailpost terminal: no connection in " + CONNECT.toSeconds() + " s");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void execute(ScriptCommand command) throws FailedException, InterruptedException {
        switch (command) {
            case ScriptCommand.Nothing(), ScriptCommand.Quit() -> {}
            case ScriptCommand.Send(String address, String text) ->
                    send(Outgoing.to(address, text));
            case ScriptCommand.Reply(String text) -> send(Outgoing.reply(thread(), text));
            case ScriptCommand.Open(String wanted) -> open(wanted);
            case ScriptCommand.WaitMessage(String from, Duration timeout) ->
                    waitMessage(from, timeout);
            case ScriptCommand.Threads() -> output.threads(page());
            case ScriptCommand.History(int messages) ->
                    output.history(answer(client.history(thread(), null, messages)));
            case ScriptCommand.Original(int messages) ->
                    output.history(answer(client.history(thread(), null, messages, true)));
            case ScriptCommand.Search(String text) ->
                    output.search(answer(client.search(text, PAGE)));
            case ScriptCommand.Attach(List<String> names) -> {
                Optional<String> wrong = files.attach(names);
                if (wrong.isPresent()) {
                    throw new FailedException(wrong.get());
                }
            }
            case ScriptCommand.Save(String message, String part, String file) ->
                    save(message, part, file);
            case ScriptCommand.Read() -> read();
        }
    }

    private void send(Outgoing message) throws FailedException {
        Sent sent = answer(files.send(message));
        current = sent.thread();
        output.sent(sent);
    }

    private void save(String message, String part, String file) throws FailedException {
        try {
            Path path =
                    FileWords.path(file)
                            .orElseThrow(() -> new FailedException("no file name: " + file));
            output.saved(message, part, SavedFile.save(client, message, part, path).toString());
        } catch (IOException | CompletionException e) {
            throw new FailedException(ChatAnswers.reason(e));
        }
    }

    private void waitMessage(String from, Duration timeout)
            throws FailedException, InterruptedException {
        Event.MessageNew event =
                inbox.take(from, timeout)
                        .orElseThrow(() ->
                                new FailedException(
                                        "nothing came in " + timeout.toMillis() + " ms"));
        current = event.thread();
    }

    private void read() throws FailedException {
        String thread = thread();
        List<Message> newest = answer(client.history(thread, null, 1)).messages();
        if (!newest.isEmpty()) {
            answer(client.read(thread, newest.getFirst().id()));
            output.read(thread, newest.getFirst().id());
        }
    }

    private ThreadsPage page() throws FailedException {
        ThreadsPage page = answer(client.threads(null, PAGE));
        listed = page.threads().stream().map(thread -> thread.id()).toList();
        return page;
    }

    /** By number of the last list, by id, or by the beginning of a party's address. */
    private void open(String wanted) throws FailedException {
        String found = byNumber(wanted).orElse(null);
        if (found == null) {
            String prefix = wanted.toLowerCase(Locale.ROOT);
            found =
                    page().threads().stream()
                            .filter(thread ->
                                    thread.id().equals(wanted)
                                            || thread.parties().stream()
                                                    .anyMatch(party ->
                                                            party.address()
                                                                    .toLowerCase(Locale.ROOT)
                                                                    .startsWith(prefix)))
                            .map(thread -> thread.id())
                            .findFirst()
                            .orElseThrow(() -> new FailedException("no such thread"));
        }
        current = found;
        output.opened(found);
    }

    private Optional<String> byNumber(String wanted) {
        try {
            int index = Integer.parseInt(wanted) - 1;
            return index >= 0 && index < listed.size()
                    ? Optional.of(listed.get(index))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private String thread() throws FailedException {
        if (current == null) {
            throw new FailedException("no thread yet: open, send or wait first");
        }
        return current;
    }

    private static <T> T answer(CompletableFuture<T> future) throws FailedException {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new FailedException(ChatAnswers.reason(e));
        }
    }
}
