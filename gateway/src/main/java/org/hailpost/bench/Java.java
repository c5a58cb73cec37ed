package org.hailpost.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java programs of this very class path, as processes of their own. */
final class Java {
    /** For a program that is not measured. */
    static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-Xmx256m");

    private Java() {}

    static ProcessBuilder process(Class<?> main, List<String> options, String... arguments) {
        return process(main.getName(), options, arguments);
    }

    static ProcessBuilder process(String main, List<String> options, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // Where an installation lies, the migrations among it.
        String home = System.getProperty("hailpost.home");
        if (home != null) {
            command.add("-Dhailpost.home=" + home);
        }
        command.add("-cp");
        // Surefire's own class path is one jar that names the others.
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
