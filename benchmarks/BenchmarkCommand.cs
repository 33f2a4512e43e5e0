using System.CommandLine;
using AutogradMaml.Benchmarks.Mixtures;
using AutogradMaml.Benchmarks.Ranks;
using AutogradMaml.Benchmarks.Timing;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Benchmarks;

/// <summary>
/// The command line. <c>time CASE</c> times one case by itself, <c>profile CASE</c> tells where its time goes, <c>passes</c> what each pass
/// of the compiler saves, <c>start-once</c> what recording and planning takes the first time, <c>ranks</c> what several processes gain,
/// <c>scaling</c> what many would, <c>mixtures</c> what ADBench's gradients take. Otherwise the benchmark classes of this assembly run: by
/// default those of the short list.
/// </summary>
internal static class BenchmarkCommand
{
    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code.</returns>
    public static int Invoke(string[] arguments, TextWriter errors)
    {
        // What is measured includes what the runtime compiles; reading options would be part of that.
        if (arguments is [StartWork.Argument])
        {
            return StartWork.Print();
        }

        Option<bool> deep = new("--deep") { Description = "Run everything, which takes hours, in place of the short list." };
        Option<string[]> filter = new("--filter")
        {
            Description = "Run the benchmarks whose full names are like this, with * for anything.",
            HelpName = "pattern",
            AllowMultipleArgumentsPerToken = true,
        };
        filter.Validators.Add(static result =>
        {
            if (result.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError("--filter: expected a pattern such as *MatrixProduct*, got an empty one.");
            }
        });
        Option<string?> list = new("--list")
        {
            Description = "Name the benchmarks, one a line or as a tree, in place of running them.",
            HelpName = "flat|tree",
            CustomParser = static result => Arguments.Parse(result, "flat or tree", static text => text is "flat" or "tree" ? text : null),
        };
        RootCommand command = new("Benchmarks of the library. Without arguments the short list runs, for minutes.")
        {
            deep, filter, list, Time(), Profile(), Passes(), InnerSteps(), StartOnce(), OnRanks(), Scaling(),
            GaussianMixtures(),
        };
        command.SetAction(result => BenchmarkRun.Run(result.GetValue(deep), result.GetValue(filter) ?? [], result.GetValue(list)));
        return Arguments.Invoke(command, arguments, errors);
    }

    private static Command Time()
    {
        Argument<string?> name = new("case") { Description = "The case; --list names them.", Arity = ArgumentArity.ZeroOrOne };
        Option<int> threads = Arguments.Threads();
        threads.Description = "Number of threads, for the cases that run on several.";
        threads.DefaultValueFactory = static _ => 1;
        Option<bool> list = new("--list") { Description = "Name the cases, one a line." };
        Option<string?> against =
            new("--against") { Description = "Run this case in turn with it, and tell the ratio of their times.", HelpName = "case" };
        Command time = new("time", "Times one case by itself and prints one line of JSON.") { name, threads, list, against };
        time.SetAction(
            result => TimeCommand.Run(
                result.GetValue(name), result.GetRequiredValue(threads), result.GetValue(list), result.GetValue(against)));
        return time;
    }

    private static Command Profile()
    {
        Argument<string> name = new("case") { Description = "The case; time --list names them." };
        Option<int> lines = new("--lines")
        {
            Description = "How many steps are shown.",
            HelpName = "number",
            DefaultValueFactory = static _ => ProfileCommand.DefaultLines,
            CustomParser = static result => (int)(Arguments.WholeNumber(result, 1, int.MaxValue) ?? ProfileCommand.DefaultLines),
        };
        Command profile = new(
            "profile", "Shows what the compiler's passes did to a case's program, and which of its steps take the time.") { name, lines };
        profile.SetAction(result => ProfileCommand.Run(result.GetRequiredValue(name), result.GetRequiredValue(lines)));
        return profile;
    }

    private static Command Passes()
    {
        Option<int> time = new("--milliseconds")
        {
            Description = "For how long each program is timed against the one that lacks a pass.",
            HelpName = "number",
            DefaultValueFactory = static _ => 2000,
            CustomParser = static result => (int)(Arguments.WholeNumber(result, 1, 3_600_000) ?? 2000),
        };
        Command passes = new("passes", "Tells what each pass of the program compiler takes and what it saves.") { time };
        passes.SetAction(result => PassesCommand.Run(result.GetRequiredValue(time)));
        return passes;
    }

    private static Command InnerSteps()
    {
        Option<int> most = new("--most")
        {
            Description = "The most inner steps.",
            HelpName = "number",
            DefaultValueFactory = static _ => 1000,
            CustomParser = static result => (int)(Arguments.WholeNumber(result, 1, 100_000) ?? 1000),
        };
        Option<string?> json = new("--json") { Description = "Write the numbers there.", HelpName = "file" };
        Option<string?> pictures = new("--pictures") { Description = "Draw memory and time there, as SVG.", HelpName = "folder" };
        Option<string[]> ways = new("--ways")
        {
            Description = "Only those whose names begin so: unrolled, adjoint, implicit, first.",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        Command steps = new(
            "steps",
            "Tells what planning, memory and time of a meta-gradient do with the number of inner steps, by each way to differentiate.")
        {
            most, ways, json, pictures,
        };
        steps.SetAction(
            result => StepsCommand.Run(
                result.GetRequiredValue(most), result.GetValue(ways) ?? [], result.GetValue(json), result.GetValue(pictures)));
        return steps;
    }

    private static Command OnRanks()
    {
        Option<string[]> plans = new("--plans")
        {
            Description = $"What is measured: {RanksCommand.Gatherings}, {string.Join(", ", RankPlans.Names)}; by default all but the " +
                "last, which takes MuJoCo 2.2.2 and minutes for an iteration.",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        plans.AcceptOnlyFromAmong([RanksCommand.Gatherings, .. RankPlans.Names]);
        Option<int> rounds = Rounds();
        Option<string> connection = new("--connection")
        {
            Description = "What connects the ranks, in words, for the record.",
            HelpName = "words",
            DefaultValueFactory = static _ => "shared memory",
        };
        Option<string?> json = Arguments.Path(
            "--json", "Write the numbers there, behind those that are there, and those of which an iteration consists.", "file");
        Command ranks = new(
            "ranks",
            "Under mpirun: tells what gathering takes against its size, and an iteration on all ranks against one on rank 0 alone.")
        {
            plans, rounds, connection, json,
        };
        ranks.SetAction(result => new RanksCommand(new()
        {
            What = result.GetValue(plans) is { Length: > 0 } chosen ? chosen : [RanksCommand.Gatherings, .. RankPlans.Usual],
            Rounds = result.GetRequiredValue(rounds),
            Connection = result.GetRequiredValue(connection),
            Json = result.GetValue(json),
        }).Run());
        return ranks;
    }

    private static Command Scaling()
    {
        Argument<string[]> files = new("files") { Description = "What ranks --json wrote.", Arity = ArgumentArity.OneOrMore };
        Option<string?> json = Arguments.Path("--json", "Write the model's numbers there.", "file");
        Option<string?> pictures = Arguments.Path("--pictures", "Draw them there, as SVG.", "folder");
        Command scaling = new(
            "scaling", "Tells by a model what an iteration would take on 2 to 1,024 ranks, from what ranks has measured.")
        {
            files, json, pictures,
        };
        scaling.SetAction(result => new ScalingCommand(
            result.GetRequiredValue(files), result.GetValue(json), result.GetValue(pictures)).Run());
        return scaling;
    }

    private static Command GaussianMixtures()
    {
        Argument<string[]> files = new("files")
        {
            Description = "Files of ADBench's mixtures; by default problems of the same sizes are drawn.",
        };
        Option<int> rounds = Rounds();
        Option<string?> json = Arguments.Path("--json", "Write the numbers there.", "file");
        Command mixtures = new("mixtures", "Tells what the gradients of ADBench's mixtures of Gaussians take beside their objectives.")
        {
            files, rounds, json,
        };
        mixtures.SetAction(result => new MixturesCommand(
            result.GetValue(files) ?? [], result.GetRequiredValue(rounds), result.GetValue(json)).Run());
        return mixtures;
    }

    private static Option<int> Rounds() => new("--rounds")
    {
        Description = "Number of rounds that a median is of.",
        HelpName = "number",
        DefaultValueFactory = static _ => 15,
        CustomParser = static result => (int)(Arguments.WholeNumber(result, 1, 1000) ?? 15),
    };

    private static Command StartOnce()
    {
        Command start = new(StartWork.Argument, "Tells what recording and planning takes the first time in a process.");
        start.SetAction(static _ => StartWork.Print());
        return start;
    }
}
