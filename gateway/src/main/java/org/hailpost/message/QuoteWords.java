package org.hailpost.message;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What mail programs of the world write around the mail they answer; all in lower case. */
final class QuoteWords {
    /** Between two rows of dashes, above the mail that is answered. */
    private static final List<String> ORIGINAL =
            words(
                    "original message, reply message, original email, original mail", // English
                    "ursprüngliche nachricht, originalnachricht, original-nachricht", // German
                    "message d'origine, message d’origine, message original, mail original",
                    "message initial, e-mail d'origine", // French
                    "mensaje original, mensagem original, missatge original",
                    "messaggio originale, messaggio di origine", // Spanish, Portuguese, Italian
                    "oorspronkelijk bericht, oorspronkelijke bericht", // Dutch
                    "originalmeddelande, ursprungligt meddelande, opprinnelig melding",
                    "oprindelig meddelelse, original meddelelse, alkuperäinen viesti", // Nordic
                    "исходное сообщение, оригинальное сообщение, вихідне повідомлення",
                    "oryginalna wiadomość, wiadomość oryginalna, původní zpráva, pôvodná správa",
                    "eredeti üzenet, mesaj original, izvorna poruka, оригинално съобщение",
                    "orijinal mesaj, özgün ileti, αρχικό μήνυμα",
                    "رسالة أصلية, الرسالة الأصلية, הודעה מקורית",
                    "原始邮件, 原邮件, 原始郵件, 原始信件, 元のメッセージ, オリジナルメッセージ, 원본 메시지, 원본 메일, 원래 메시지",
                    "ข้อความต้นฉบับ, thư gốc, tin nhắn gốc, pesan asli");

    /** The same above a mail that is passed on: that is what the writer has to say. */
    private static final List<String> FORWARDED =
            words(
                    "forwarded message, forwarded by, begin forwarded message", // English
                    "weitergeleitete nachricht, anfang der weitergeleiteten",
                    "message transféré, message réexpédié, début du message", // German, French
                    "mensaje reenviado, inicio del mensaje reenviado, mensagem encaminhada",
                    "início da mensagem reencaminhada, messaggio inoltrato, inizio messaggio",
                    "doorgestuurd bericht, begin doorgestuurd, vidarebefordrat, videresendt",
                    "välitetty viesti, пересылаемое сообщение, перенаправленное сообщение",
                    "wiadomość przekazana, přeposlaná zpráva, preposlaná správa",
                    "továbbított üzenet, mesaj redirecționat, iletilen mesaj, yönlendirilen",
                    "προωθημένο μήνυμα, رسالة معاد توجيهها, הודעה שהועברה",
                    "转发邮件, 转发的邮件, 轉寄郵件, 転送メッセージ, 転送された, 전달된 메시지");

    /** The fields of a header that is repeated in the text. */
    private static final List<String> FROM =
            words(
                    "from, von, de, da, van, från, fra, lähettäjä, od, от, від, kimden, gönderen",
                    "feladó, από, från, مِن, من, מאת, 发件人, 寄件者, 寄件人, 差出人, 送信者, 보낸 사람, 보낸사람, จาก, từ, dari");

    private static final List<String> SENT =
            words(
                    "sent, gesendet, envoyé, enviado el, enviado, enviada em, enviada, inviato",
                    "verzonden, skickat, sendt, lähetetty, wysłano, wysłane, odesláno, odoslané",
                    "отправлено, надіслано, gönderme tarihi, gönderildi, elküldve, trimis, στάλθηκε",
                    "تم الإرسال, נשלח, 发送时间, 寄件日期, 傳送時間, 送信日時, 보낸 날짜, ส่ง, đã gửi");

    private static final List<String> DATE =
            words(
                    "date, datum, fecha, data, dato, päiväys, päivämäärä, дата, tarih, dátum, dată",
                    "ημερομηνία, التاريخ, תאריך, 日期, 日付, 日時, 날짜, วันที่, ngày, tanggal");

    private static final List<String> TO =
            words(
                    "to, an, à, a, para, per, aan, till, til, vastaanottaja, do, dla, кому, komu",
                    "kime, alıcı, címzett, către, προς, إلى, אל, 收件人, 收件者, 宛先, 받는 사람, 받는사람, ถึง, đến, kepada");

    private static final List<String> SUBJECT =
            words(
                    "subject, betreff, objet, asunto, assunto, oggetto, onderwerp, ämne, emne, aihe",
                    "temat, тема, předmět, predmet, konu, tárgy, subiect, θέμα, الموضوع, נושא",
                    "主题, 主題, 主旨, 件名, 제목, เรื่อง, chủ đề, subjek, perihal, assumpte");

    /** "Wrote", in the line above a quote. */
    private static final List<String> WROTE =
            words(
                    "wrote, writes, schrieb, geschrieben, a écrit, écrivait, escribió, escribio, va escriure",
                    "ha scritto, scrive, escreveu, schreef, skrev, kirjoitti, napisał, napísal",
                    "napsal, írta, написал, пишет, пише, писал, έγραψε, yazdı, scris, napisao, je napisala",
                    "kirjutas, rašė, rakstīja, viết, เขียน, menulis, 写道, 寫道, 書きました, 작성, 썼습니다, כתב, كتب, كتابة");

    /** How the line above a quote begins, apart from a number. */
    private static final List<String> OPENERS =
            words(
                    "on, am, le, el, il, op, den, em, a, al, w dniu, dnia, dne, pe, ti, em, no dia",
                    "в, στις, vào, pada, на, 在, 于, 於, ในวันที่, ב, بتاريخ, في, il giorno, data, quoting, date");

    /** How the line begins that phones and programs sign with. */
    private static final List<String> SENT_FROM =
            words(
                    "sent from, sent with, sent via, sent using, sent on the go, get outlook, from my",
                    "von meinem, gesendet von, gesendet mit, gesendet über, diese nachricht wurde von",
                    "outlook für, envoyé de, envoyé depuis, envoyé à partir, envoyé avec, envoyé par",
                    "télécharger outlook, obtenir outlook, enviado desde, enviado do, enviado de",
                    "enviado con, enviado a partir, obtener outlook, obter o outlook, inviato da",
                    "inviato dal, ottieni outlook, scarica outlook, verzonden va, verstuurd va",
                    "verzonden met, outlook voor, skickat från, skickades från, hämta outlook",
                    "sendt fra, hent outlook, lähetetty, hanki outlook, wysłane z, wysłano z",
                    "pobierz, odesláno z, odoslané z, získat outlook, отправлено с, отправлено из",
                    "скачать outlook, відправлено з, надіслано з, отримати outlook, küldve a, elküldve",
                    "trimis de pe, poslano iz, poslano s, изпратено от, στάλθηκε από, λήψη του outlook",
                    "ios için outlook, android için outlook, windows için posta, iphone'umdan, ipad'imden",
                    "أُرسلت من, أرسل من, مرسل من, נשלח מ, השג את outlook, enviat des",
                    "发自我的, 从我的, 發自我的, 從我的, 来自我的, 发送自, 获取 outlook, 从 windows",
                    "iphoneから, ipadから, androidから, ios 版 outlook, android 版 outlook, windows 版の",
                    "나의 iphone, 내 iphone, ios용 outlook, android용 outlook, windows용 메일",
                    "ส่งจาก, đã gửi từ, được gửi từ, dikirim dari");

    /** And of which it names one. */
    private static final List<String> DEVICES =
            words(
                    "iphon, ipad, ipod, apple, android, galaxy, samsung, mobile, mobil, handy, phone",
                    "blackberry, windows, outlook, yahoo, proton, gmail, mail, thunderbird, tablet",
                    "device, superhuman, huawei, xiaomi, pixel, nokia, telefon, téléphone, móvil, celular, cellulare");

    private QuoteWords() {}

    private static List<String> words(String... rows) {
        return Stream.of(rows).flatMap(row -> Stream.of(row.split(", ", -1))).distinct().toList();
    }

    /** A row of dashes with words for the mail that is answered, or with who wrote it. */
    static boolean isOriginal(String line) {
        return dashed(line) && (contains(line, ORIGINAL) || wrote(line));
    }

    /** The same words alone, as some phones write them. */
    static boolean isOriginalAlone(String line) {
        return ORIGINAL.contains(line.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a line may be an original's or a forwarded mail's rule, a header field or an
     * attribution at all: nearly none is, and each is asked all of these questions otherwise.
     */
    static boolean mayBegin(String line) {
        return line.indexOf(':') >= 0 || line.indexOf('：') >= 0 || dashed(line);
    }

    static boolean isForwarded(String line) {
        String stripped = line.strip();
        return (dashed(line) || stripped.endsWith(":") || stripped.endsWith("："))
                && stripped.length() < 100
                && contains(line, FORWARDED);
    }

    private static boolean dashed(String line) {
        String stripped = line.strip();
        return stripped.length() > 6
                && stripped.length() <= 120
                && isDash(stripped.charAt(0))
                && isDash(stripped.charAt(1))
                && isDash(stripped.charAt(stripped.length() - 1));
    }

    private static boolean isDash(char c) {
        return c == '-' || (c >= '\u2010' && c <= '\u2015') || c == '_' || c == '=' || c == '*';
    }

    static boolean isFrom(String line) {
        return isField(line, FROM);
    }

    static boolean isSent(String line) {
        return isField(line, SENT);
    }

    static boolean isDate(String line) {
        return isField(line, DATE);
    }

    static boolean isTo(String line) {
        return isField(line, TO);
    }

    static boolean isSubject(String line) {
        return isField(line, SUBJECT);
    }

    static boolean wrote(String line) {
        return contains(line, WROTE);
    }

    static boolean isSentFrom(String line) {
        String lower = withoutMarks(line).toLowerCase(Locale.ROOT);
        return lower.length() <= 120
                && SENT_FROM.stream().anyMatch(lower::startsWith)
                && DEVICES.stream().anyMatch(lower::contains);
    }

    /** Without white space and marks of direction at either end, and what some put before it. */
    static String withoutMarks(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && (isMark(line.charAt(from)) || line.charAt(from) == '*')) {
            from++;
        }
        while (to > from && isMark(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isMark(char c) {
        return Character.isWhitespace(c) || c == '\u00a0' || PlainText.isBidiControl(c);
    }

    /** Whether an attribution may begin with this line. */
    static boolean opens(String line) {
        String lower = withoutMarks(line).toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return false;
        }
        if (Character.isDigit(lower.charAt(0)) || lower.charAt(0) == '[') {
            return true;
        }
        for (String opener : OPENERS) {
            if (lower.startsWith(opener)
                    && lower.length() > opener.length()
                    && (!Character.isLetter(lower.charAt(opener.length()))
                            || opener.charAt(0) > '\u0e00')) {
                return lower.indexOf(',') >= 0 || lower.chars().anyMatch(Character::isDigit);
            }
        }
        return false;
    }

    /** {@code From: }, {@code *From:*}, {@code De :}, {@code 发件人：}; the colon is near. */
    private static boolean isField(String line, List<String> names) {
        int colon = line.indexOf(':');
        if ((colon < 0 || colon > 40) && line.indexOf('：') < 0) {
            return false; // as nearly every line: not worth dozens of comparisons
        }
        int from = 0;
        while (from < line.length() && " *\u00a0\t\u200e\u200f".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        for (String name : names) {
            if (line.regionMatches(true, from, name, 0, name.length())) {
                int at = from + name.length();
                while (at < line.length() && " *\u00a0".indexOf(line.charAt(at)) >= 0) {
                    at++;
                }
                if (at < line.length() && (line.charAt(at) == ':' || line.charAt(at) == '：')) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(String line, List<String> words) {
        String lower = line.toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
