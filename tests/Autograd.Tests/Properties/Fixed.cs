using FsCheck;

namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>FsCheck with a fixed seed, so that every run draws the same cases.</summary>
internal static class Fixed
{
    /// <summary>Some cases; another part draws others.</summary>
    public static Config Config(int cases, ulong part = 0)
        => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20_170_309 + part, 1);
}
