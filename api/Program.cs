using System.Net.Sockets;
using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using MatchGrid.Silo.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

var (start, complaint) = StartOptions.Read(args);
if (start is null)
{
    await (complaint is null ? Console.Out : Console.Error).WriteLineAsync(complaint is null ? StartOptions.Help : $"{complaint} --help lists them.");
    return complaint is null ? 0 : 2;
}

try
{
    await using var app = ApiHost.Build(start);
    try
    {
        await app.StartAsync();
    }
    catch
    {
        app.Lifetime.StopApplication(); // what has started is to end, and not to complain about it
        throw;
    }

    if (!Document.IsBeingWritten)
        Greeting.Write(Console.Out, app, start);
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (RefusedStartException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
}
catch (OptionsValidationException settings)
{
    await Console.Error.WriteLineAsync(string.Join(' ', settings.Failures));
}
catch (DataFolderException folder)
{
    await Console.Error.WriteLineAsync($"{folder.Message} Choose another with --data FOLDER.");
}
catch (JournalUnusableException storage)
{
    await Console.Error.WriteLineAsync(storage.Message);
}
catch (IOException taken) when (taken.InnerException is AddressInUseException or SocketException)
{
    await Console.Error.WriteLineAsync($"{taken.Message} Choose another with --urls http://127.0.0.1:PORT.");
}

return 1;
