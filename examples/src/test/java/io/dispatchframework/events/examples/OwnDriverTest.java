package io.dispatchframework.events.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.testkit.EventDriverContract;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver of the example meets the contract of drivers, and the example prints what it should. */
class OwnDriverTest extends EventDriverContract {

    private int port;

    @BeforeEach
    void findPort() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @Override
    protected EventDriverFactory factory() {
        return new OwnDriver();
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("port", Integer.toString(port));
    }

    @Override
    protected Map<String, List<String>> badSettings() {
        return Map.of("port", List.of("http"));
    }

    @Override
    protected Map<String, String> failingSettings() {
        return Map.of("port", "65536");
    }

    @Override
    protected boolean sourceCanWait() {
        return false;
    }

    @Override
    protected void produce() throws IOException {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(hello, hello.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    @Test
    void example_printsTheDatagram() throws Exception {
        List<String> printed = Printed.by(() -> {
            CompletableFuture<Void> main = CompletableFuture.runAsync(() -> {
                try {
                    OwnDriver.main(new String[] {Integer.toString(port)});
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(() -> {
                produce();
                return main.isDone();
            });
        });

        assertThat(printed).isNotEmpty().containsOnly("loopback: hello");
    }
}
