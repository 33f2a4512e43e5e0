namespace AutogradMaml.Examples.Federated;

/// <summary>The presets. Every number of the experiment stands here, with its source.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>[D] Dinh, Tran and Nguyen, Personalized federated learning with Moreau envelopes, 2020, section 5, and its published code.</item>
/// <item>[own] chosen here by experiment.</item>
/// </list>
/// </remarks>
internal static class Presets
{
    private static readonly FederationSettings Averaging = new()
    {
        Steps = 20,                 // [D], published code
        StepSize = 0.03,            // [own]
        Batch = 20,                 // [D]
        Queries = 200,              // [own]: they cost little, and judge the adapted parameters of MAML
        OuterFirst = 1,             // the mean of the adapted parameters
        OuterLast = 1,
    };

    private static readonly FederationSettings Meta = Averaging with
    {
        OuterFirst = 0.5,           // [own]
        OuterLast = 0,
    };

    /// <summary>A few seconds, of eight clients.</summary>
    public static Preset Quick { get; } = new()
    {
        Name = "quick",
        Rounds = 20,
        Clients = 8,
        Participants = 4,
        TestEvery = 20,
        CheckpointEvery = 5,
        Runs = 1,
        Methods = Of(Averaging with { Steps = 5 }, Meta with { Steps = 5 }),
    };

    /// <summary>A hundred clients, ten of them in a round.</summary>
    public static Preset Paper { get; } = new()
    {
        Name = "paper",
        Rounds = 600,               // [D], published code
        Clients = 100,              // [D]
        Participants = 10,          // [D]
        TestEvery = 150,
        CheckpointEvery = 100,
        Runs = 5,
        Methods = Of(Averaging, Meta),
    };

    /// <summary>All presets.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Paper];

    private static Dictionary<Method, FederationSettings> Of(FederationSettings averaging, FederationSettings meta) => new()
    {
        [Method.FedAvg] = averaging,
        [Method.Maml] = meta,
        [Method.Fomaml] = meta,
    };
}
