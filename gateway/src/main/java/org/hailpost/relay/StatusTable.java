package org.hailpost.relay;

/** Enhanced status codes for hosts that give none (RFC 3463, RFC 5248). */
final class StatusTable {
    private StatusTable() {}

    static String of(int code, Stage stage) {
        return switch (code) {
            case 421 -> "4.3.2";
            case 432 -> "4.7.12";
            case 450 -> stage == Stage.RECIPIENT ? "4.2.0" : "4.0.0";
            case 451 -> "4.3.0";
            case 452 -> stage == Stage.RECIPIENT ? "4.5.3" : "4.3.1";
            case 454 -> "4.7.0";
            case 455 -> "4.5.4";
            case 500 -> "5.5.2";
            case 501 -> syntax(stage);
            case 502, 503 -> "5.5.1";
            case 504 -> "5.5.4";
            case 521 -> "5.3.2"; // RFC 7504
            case 523, 552 -> stage == Stage.RECIPIENT ? "5.2.2" : "5.3.4";
            case 530 -> "5.7.0";
            case 534 -> "5.7.9";
            case 535 -> "5.7.8";
            case 538 -> "5.7.11";
            case 550 -> stage == Stage.RECIPIENT ? "5.1.1" : "5.7.1";
            case 551 -> "5.1.6";
            case 553 -> stage == Stage.MAIL ? "5.1.7" : "5.1.3";
            case 555 -> "5.5.4";
            case 556 -> "5.1.10"; // RFC 7504
            default -> code / 100 + ".0.0";
        };
    }

    private static String syntax(Stage stage) {
        return switch (stage) {
            case MAIL -> "5.1.7";
            case RECIPIENT -> "5.1.3";
            default -> "5.5.4";
        };
    }
}
