namespace MatchGrid.Api.Webhooks;

/// <summary>Everything that sends webhooks.</summary>
public static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services, WebhookOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<AddressRules>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<FeedTail>();
        services.AddSingleton<WebhookTools>();
        services.AddSingleton<WebhookDispatcher>().AddHostedService(provider => provider.GetRequiredService<WebhookDispatcher>());
    }
}
