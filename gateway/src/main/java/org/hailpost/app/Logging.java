package org.hailpost.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: standard output for a gateway, standard error for everything else. Under
 * systemd they come without a time, which the journal adds, and with its priorities.
 */
final class Logging {
    private static final String PLAIN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} %msg%n%ex{short}";

    /** With sd-daemon(3)'s priorities. */
    private static final String JOURNAL =
            "<%replace(%replace(%replace(%level){'ERROR','3'}){'WARN','4'}){'[A-Z]+','6'}>"
                    + "%logger{0} %msg%n%ex{short}";

    /** Libraries that tell more than one fact a line; their warnings are worth reading. */
    private static final List<String> LIBRARIES =
            List.of("com.zaxxer", "com.icegreen", "io.netty", "org.flywaydb", "org.subethamail");

    private Logging() {}

    /** A gateway: one line per fact. */
    static void facts(Map<String, String> environment) {
        boolean journal = environment.containsKey("JOURNAL_STREAM");
        configure(Level.INFO, journal ? JOURNAL : PLAIN, "System.out");
    }

    /** A command: its own output says everything but trouble. */
    static void quiet() {
        configure(Level.ERROR, PLAIN, "System.err");
    }

    /** The demo: the facts go to a file, the screen is for whoever tries things out. */
    static void file(Path log) {
        var appender = new FileAppender<ILoggingEvent>();
        appender.setFile(log.toString());
        appender.setAppend(false);
        configure(Level.INFO, PLAIN, appender);
    }

    private static void configure(Level level, String pattern, String target) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setTarget(target);
        configure(level, pattern, appender);
    }

    private static void configure(
            Level level, String pattern, OutputStreamAppender<ILoggingEvent> appender) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        LIBRARIES.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    }
}
