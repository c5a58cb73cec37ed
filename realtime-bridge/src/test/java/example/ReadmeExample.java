package example;

import java.net.URI;
import org.hailpost.bridge.client.BridgeClient;
import org.hailpost.bridge.client.Listener;
import org.hailpost.bridge.frame.Event;
import org.hailpost.bridge.frame.Message;

/** The README's example, word for word: prints what comes in and answers. */
public class ReadmeExample {
    public static void main(String[] args) {
        URI server = URI.create(args.length > 0 ? args[0] : "ws://localhost:10080");
        try (BridgeClient client =
                BridgeClient.builder(server).password("bob@demo.localhost", "demo").build()) {
            client.connect(
                    new Listener() {
                        @Override
                        public void message(Event.MessageNew event) {
                            Message message = event.message();
                            String from = message.from().address();
                            System.out.println(from + ": " + message.text());
                            if (!from.equals(client.account())) {
                                client.reply(event.thread(), "Thank you, I am here.");
                            }
                        }
                    });
            client.ended().join();
        }
    }
}
