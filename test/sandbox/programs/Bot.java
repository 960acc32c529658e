import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.lark.oapi.Client;
import com.lark.oapi.event.EventDispatcher;
import com.lark.oapi.service.bitable.v1.model.SearchAppTableRecordReq;
import com.lark.oapi.service.bitable.v1.model.SearchAppTableRecordReqBody;
import com.lark.oapi.service.im.ImService;
import com.lark.oapi.service.im.v1.model.P2MessageReceiveV1;
import com.lark.oapi.service.im.v1.model.ReplyMessageReq;
import com.lark.oapi.service.im.v1.model.ReplyMessageReqBody;

/** A bot on the official SDK for Java: it answers what it hears with that text, and with the number of records of a table. */
public class Bot {
  public static void main(String[] args) throws Exception {
    String domain = System.getenv("DOMAIN");
    String id = System.getenv("APP_ID");
    String secret = System.getenv("APP_SECRET");
    Client client = Client.newBuilder(id, secret).openBaseUrl(domain).build();
    EventDispatcher events =
        EventDispatcher.newBuilder("", "")
            .onP2MessageReceiveV1(
                new ImService.P2MessageReceiveV1Handler() {
                  @Override
                  public void handle(P2MessageReceiveV1 event) throws Exception {
                    var message = event.getEvent().getMessage();
                    JsonObject said = JsonParser.parseString(message.getContent()).getAsJsonObject();
                    JsonObject answer = new JsonObject();
                    answer.addProperty("text", "heard: " + said.get("text").getAsString() + ", " + records(client) + " records");
                    var body = ReplyMessageReqBody.newBuilder().msgType("text").content(answer.toString()).build();
                    client.im().message().reply(ReplyMessageReq.newBuilder().messageId(message.getMessageId()).replyMessageReqBody(body).build());
                  }
                })
            .build();
    new com.lark.oapi.ws.Client.Builder(id, secret).eventHandler(events).domain(domain).build().start();
    Thread.currentThread().join();
  }

  private static int records(Client client) throws Exception {
    var all =
        SearchAppTableRecordReq.newBuilder()
            .appToken(System.getenv("APP_TOKEN"))
            .tableId(System.getenv("TABLE_ID"))
            .searchAppTableRecordReqBody(SearchAppTableRecordReqBody.newBuilder().build())
            .build();
    return client.bitable().v1().appTableRecord().search(all).getData().getTotal();
  }
}
