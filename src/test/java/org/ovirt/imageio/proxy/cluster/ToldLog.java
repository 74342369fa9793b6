// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what a log is told. */
final class ToldLog implements System.Logger {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /** Returns all so far, each with its level. */
    List<String> messages() {
        return messages;
    }

    @Override
    public String getName() {
        return "told";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String message,
            @Nullable Throwable thrown) {
        messages.add(level + " " + message + " " + thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object... parameters) {
        messages.add(level + " " + MessageFormat.format(String.valueOf(format), parameters));
    }
}
