// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer, with names, order and reasons of the reference. */
final class Response {

    private static final String SERVER = "imageio/" + Router.VERSION;

    private final OutputStream out;
    private final Clock clock;
    private final Map<String, Object> headers = new LinkedHashMap<>();
    private int status = 200;
    private boolean started;
    private boolean closing;

    Response(OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        headers.put("content-length", 0L);
    }

    boolean started() {
        return started;
    }

    boolean closing() {
        return closing;
    }

    void status(int newStatus) {
        status = newStatus;
    }

    void header(String name, Object value) {
        headers.put(name, value);
    }

    /** Tells the client that the connection ends with this answer. */
    void close() {
        closing = true;
        header("connection", "close");
    }

    /** Sends the head and nothing else, for an answer without a body. */
    void start() throws IOException {
        send(new byte[0], 0);
    }

    /** Sends bytes of the body, and the head before the first of them. */
    void send(byte[] buffer, int length) throws IOException {
        if (!started) {
            started = true;
            byte[] head = head();
            if (length < 4096) {
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                whole.write(head);
                whole.write(buffer, 0, length);
                out.write(whole.toByteArray());
                return;
            }
            out.write(head);
        }
        out.write(buffer, 0, length);
    }

    void json(Object value) throws IOException {
        header("content-type", "application/json");
        sendText(PythonJson.write(value));
    }

    void error(HttpError error) throws IOException {
        status = error.status();
        if (error.closing()) {
            close();
        }
        header("content-type", "text/plain; charset=UTF-8");
        if (error.contentRange() != null) {
            header("content-range", error.contentRange());
        }
        sendText(error.explanation());
    }

    private void sendText(String text) throws IOException {
        byte[] body = (text + "\n").getBytes(UTF_8);
        header("content-length", body.length);
        send(body, body.length);
    }

    private byte[] head() {
        StringBuilder head = new StringBuilder();
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
        head.append("server: ").append(SERVER).append("\r\n");
        head.append("date: ")
                .append(
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atOffset(ZoneOffset.UTC)))
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(UTF_8);
    }

    static byte[] continuation() {
        return "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 206 -> "Partial Content";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 414 -> "Request-URI Too Long";
            case 416 -> "Requested Range Not Satisfiable";
            case 431 -> "Request Header Fields Too Large";
            default -> "Internal Server Error";
        };
    }
}
