using MatchGrid.Journals;
using MatchGrid.Silo.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace MatchGrid.Tests.Storage;

public sealed class SqliteGrainStorageTests : IAsyncLifetime
{
    private static readonly GrainId Partner = GrainId.Create("partner", "S1");

    private readonly SqliteLogUnderTest test = new(manual: true);

    private SqliteGrainStorage Storage => new(test.Log);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => test.DisposeAsync().AsTask();

    [Fact]
    public void Read_NothingStored_GivesAnEmptyDocument()
    {
        var read = Read();

        Assert.Equal((false, null, 0), (read.RecordExists, read.ETag, read.State!.Cursor));
    }

    [Fact]
    public async Task Write_AfterFlushAndRestart_IsRead()
    {
        var state = new GrainState<Document>(new Document { Cursor = 7 });
        Write(state);
        state.State!.Cursor = 8;
        Write(state);
        await test.CrashAsync();

        var read = Read();

        Assert.Equal((true, state.ETag, 8), (read.RecordExists, read.ETag, read.State!.Cursor));
        Assert.True(state.RecordExists);
    }

    [Fact]
    public void Write_BeforeFlush_HoldsBackWhatIsToldOutside()
    {
        var write = Storage.WriteStateAsync("delivery", Partner, new GrainState<Document>(new Document()));
        var outside = test.Log.ToOutsideAsync();
        Assert.False(write.IsCompleted);
        Assert.False(outside.IsCompleted);

        test.Log.Flush();

        Assert.True(write.IsCompletedSuccessfully);
        Assert.True(outside.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Write_StaleETag_IsRefusedAndTheRestOfTheGroupStands()
    {
        var first = new GrainState<Document>(new Document { Cursor = 1 });
        Write(first);
        var stale = new GrainState<Document>(new Document { Cursor = 2 }, first.ETag);
        Write(first);

        test.Log.Append("request/R1", 0, new byte[1], null);
        var write = Storage.WriteStateAsync("delivery", Partner, stale);
        test.Log.Flush();

        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => write);
        Assert.Equal((first.ETag, stale.ETag), (refusal.StoredEtag, refusal.CurrentEtag));
        Assert.Equal(1, Read().State!.Cursor);
        Assert.Equal(1, test.Log.Statistics.Synced);
    }

    [Fact]
    public async Task Clear_Document_IsGoneAndItsETagNeverComesBack()
    {
        var state = new GrainState<Document>(new Document { Cursor = 1 });
        Write(state);
        var stale = new GrainState<Document>(new Document { Cursor = 9 }, state.ETag);

        var clear = Storage.ClearStateAsync("delivery", Partner, state);
        test.Log.Flush();
        await clear;
        Assert.Equal((false, null, 0), (state.RecordExists, state.ETag, state.State!.Cursor));
        Assert.False(Read().RecordExists);

        Write(state);
        var write = Storage.WriteStateAsync("delivery", Partner, stale);
        test.Log.Flush();
        await Assert.ThrowsAsync<InconsistentStateException>(() => write);
    }

    [Fact]
    public async Task Write_LogFails_Fails()
    {
        SqliteFile.Execute(test.File, "DROP TABLE document");
        var write = Storage.WriteStateAsync("delivery", Partner, new GrainState<Document>(new Document()));

        Assert.Throws<JournalFailedException>(() => test.Log.Flush());

        await Assert.ThrowsAsync<JournalFailedException>(() => write);
    }

    private void Write(GrainState<Document> state)
    {
        var write = Storage.WriteStateAsync("delivery", Partner, state);
        test.Log.Flush();
        Assert.True(write.IsCompletedSuccessfully);
    }

    private GrainState<Document> Read()
    {
        var state = new GrainState<Document>();
        Assert.True(Storage.ReadStateAsync("delivery", Partner, state).IsCompletedSuccessfully);
        return state;
    }

    private sealed class Document
    {
        public int Cursor { get; set; }
    }
}
