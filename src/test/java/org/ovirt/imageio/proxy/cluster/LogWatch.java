// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Hears what is logged under a name, or below it, until it is closed. */
final class LogWatch extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private LogWatch(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    static LogWatch of(Class<?> type) {
        return of(type.getName());
    }

    static LogWatch of(String name) {
        return new LogWatch(Logger.getLogger(name));
    }

    /** Returns all so far, each with its level and what was thrown. */
    List<String> messages() {
        return messages;
    }

    @Override
    public void publish(LogRecord entry) {
        messages.add(
                entry.getLevel()
                        + " "
                        + new SimpleFormatter().formatMessage(entry)
                        + (entry.getThrown() == null ? "" : " " + causes(entry.getThrown())));
    }

    private static String causes(Throwable thrown) {
        return thrown.getCause() == null
                ? thrown.toString()
                : thrown + " " + causes(thrown.getCause());
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
