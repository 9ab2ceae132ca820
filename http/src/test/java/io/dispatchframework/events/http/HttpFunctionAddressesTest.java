package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.FunctionResult.PermanentFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that resolve to one address when they are checked, and to another one afterwards. */
@Timeout(60)
class HttpFunctionAddressesTest {

    /** Nobody but the resolver of the test knows it (RFC 6761). */
    private static final String NAME = "rebind.invalid";

    private static final String PUBLIC = "93.184.215.14";

    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private final Queue<List<String>> lookUps = new ArrayDeque<>();
    private HttpServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                hosts.add(exchange.getRequestHeaders().getFirst("Host"));
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private HttpFunctionInvoker invoker(String... allowed) {
        return HttpFunctionInvoker.builder()
                .function(
                        "f",
                        URI.create("http://" + NAME + ":" + server.getAddress().getPort() + "/"))
                .allowAddresses(allowed)
                .resolver(host -> {
                    assertThat(host).isEqualTo(NAME);
                    List<String> addresses = lookUps.remove();
                    InetAddress[] all = new InetAddress[addresses.size()];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = InetAddress.getByName(addresses.get(i));
                    }
                    return all;
                })
                .build();
    }

    private static FunctionResult call(HttpFunctionInvoker invoker) {
        return invoker.invoke(new Call("f", CloudEvent.builder("t").build()))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aName_isLookedUpOnceAndConnectedToWhereItWasChecked() {
        lookUps.add(List.of("127.0.0.1"));

        // Were the name looked up again, by anybody, there would be no such host.
        assertThat(call(invoker("127.0.0.1"))).isEqualTo(FunctionResult.success(null));
        assertThat(hosts).containsExactly(NAME + ":" + server.getAddress().getPort());
        assertThat(lookUps).isEmpty();
    }

    @Test
    void anAddress_isAskedWithNothingButTheRequestItself() {
        server.createContext("/plain", exchange -> {
            try (exchange) {
                hosts.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().keySet());
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
            }
        });
        HttpFunctionInvoker invoker = HttpFunctionInvoker.builder()
                .function(
                        "f",
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/plain"))
                .allowAddresses("127.0.0.1")
                .build();

        assertThat(call(invoker)).isEqualTo(FunctionResult.success(null));
        // Neither as to a proxy, nor with the question whether the server would rather speak HTTP/2.
        assertThat(hosts)
                .singleElement()
                .asString()
                .startsWith("/plain ")
                .doesNotContainIgnoringCase("upgrade")
                .doesNotContainIgnoringCase("http2");
    }

    @Test
    void anAddressThatIsResolvedToAnotherOne_isConnectedToWhereItWasChecked() {
        HttpFunctionInvoker invoker = HttpFunctionInvoker.builder()
                .function(
                        "f",
                        URI.create("http://192.0.2.1:" + server.getAddress().getPort() + "/"))
                .allowAddresses("127.0.0.1")
                .resolver(host -> InetAddress.getAllByName("127.0.0.1"))
                .build();

        assertThat(call(invoker)).isEqualTo(FunctionResult.success(null));
    }

    @Test
    void aNameThatBecomesPrivate_isRefused_alsoWhereItWasFineBefore() {
        HttpFunctionInvoker invoker = invoker("127.0.0.1");
        lookUps.add(List.of("127.0.0.1"));
        assertThat(call(invoker)).isEqualTo(FunctionResult.success(null));

        for (String other :
                List.of("127.0.0.2", "169.254.169.254", "10.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1")) {
            lookUps.add(List.of(other));
            assertThat(call(invoker)).as(other).isInstanceOf(PermanentFailure.class);
        }
        assertThat(hosts).hasSize(1);
    }

    @Test
    void aNameWithOnePrivateAddressAmongOthers_isRefused() {
        HttpFunctionInvoker invoker = invoker();
        lookUps.add(List.of(PUBLIC, "127.0.0.1"));
        lookUps.add(List.of("127.0.0.1", PUBLIC));

        assertThat(call(invoker)).isInstanceOf(PermanentFailure.class);
        assertThat(call(invoker)).isInstanceOf(PermanentFailure.class);
        assertThat(hosts).isEmpty();
    }
}
