using AutogradMaml.Examples.Federated;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted<RunOptions>();
        Assert.Same(Presets.Quick, options.Preset);
        Assert.Equal(MethodNames.All, options.Methods);
        Assert.Equal("synthetic", options.DataName);
        Assert.Equal("artifacts/federated", options.Folder);
        Assert.EndsWith("examples/Federated -- --resume --preset quick", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted<RunOptions>(
            "--preset", "paper", "--data", "some where", "--methods", "maml, fedavg", "--rounds", "12", "--clients", "9", "--runs", "2",
            "--processes", "3", "--seed", "3", "--out", "x y", "--resume");
        Assert.Equal([Method.FedAvg, Method.Maml], options.Methods);
        Assert.Equal([3UL, 4UL], options.Seeds);
        Assert.EndsWith(
            " --resume --preset paper --data \"some where\" --methods fedavg,maml --rounds 12 --clients 9 --runs 2 --seed 3 --out \"x y\"",
            options.ResumeCommand, StringComparison.Ordinal);
        ServeOptions serve = Accepted<ServeOptions>(
            "serve", "--method", "fomaml", "--listen", "0.0.0.0:5001", "--steps", "3", "--least", "2", "--deadline", "1.5", "--certificate",
            "c.pfx");
        Assert.Equal((Method.Fomaml, 3, 5001), (serve.Settings.Learning.Method, serve.Settings.Learning.Steps, serve.Endpoint.Port));
        Assert.Equal((2, TimeSpan.FromSeconds(1.5)), (serve.Settings.Least.EveryRound, serve.Settings.Deadline));
        ClientOptions client = Accepted<ClientOptions>("client", "--clients", "1,4-6", "--server", "https://127.0.0.1:5001");
        Assert.Equal([1, 4, 5, 6], client.Clients);
        DivideOptions divide = Accepted<DivideOptions>("divide", "--images", "a", "--clients", "5");
        Assert.Equal(("a", 5), (divide.Images, divide.Clients));
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("--preset", "slow")]
    [InlineData("--methods", "maml,sgd")]
    [InlineData("--rounds", "0")]
    [InlineData("--runs", "11")]
    [InlineData("--out", "")]
    [InlineData("serve", "--method", "sgd")]
    [InlineData("serve", "--steps", "1000", "--batch", "1000")]
    [InlineData("serve", "--clients", "3", "--least", "4")]
    [InlineData("serve", "--listen", "here")]
    [InlineData("client", "--server", "https://127.0.0.1:5001")]
    [InlineData("client", "--number", "1-2", "--server", "https://127.0.0.1:5001")]
    [InlineData("client", "--number", "1", "--server", "http://127.0.0.1:5001")]
    [InlineData("client", "--number", "1", "--server", "https://127.0.0.1:5001", "--fingerprint", "12")]
    [InlineData("client", "--clients", "5-1", "--server", "https://127.0.0.1:5001")]
    [InlineData("divide")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
    {
        StringWriter errors = new();
        static int Ran(object options) => throw new InvalidOperationException("It ran.");
        Assert.Equal(2, CommandLine.Invoke(arguments, new(Ran, Ran, Ran, Ran), errors));
        Assert.DoesNotContain("System.", errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private static TOptions Accepted<TOptions>(params string[] arguments)
        where TOptions : class
    {
        object? got = null;
        int Take(object options)
        {
            got = options;
            return 0;
        }

        StringWriter errors = new();
        Assert.Equal(0, CommandLine.Invoke(arguments, new(Take, Take, Take, Take), errors));
        Assert.Equal(string.Empty, errors.ToString());
        return Assert.IsType<TOptions>(got);
    }
}
