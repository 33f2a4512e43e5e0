using System.Globalization;
using AutogradMaml.Benchmarks.Peers;

// The exit code that compare.py takes for "this peer is not to be had on this machine".
const int Missing = 3;

if (args is ["--list"])
{
    Console.WriteLine(string.Join('\n', PeerCases.All.Keys));
    return 0;
}

if (args is not [{ } name, "--threads", { } count] || !int.TryParse(count, CultureInfo.InvariantCulture, out int threads) || threads < 1)
{
    Console.Error.WriteLine("Usage: TorchSharpPeer CASE --threads NUMBER, or TorchSharpPeer --list.");
    return 2;
}

if (!PeerCases.All.TryGetValue(name, out Func<Action>? make))
{
    Console.Error.WriteLine($"There is no case '{name}': --list names them.");
    return 2;
}

if (NativeTorch.WhyMissing() is { } reason)
{
    Console.Error.WriteLine($"TorchSharp does not load here: {reason}");
    return Missing;
}

Console.WriteLine(Harness.Time(name, threads, make));
return 0;
