using FsCheck;

namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>FsCheck with a fixed seed, so that every run draws the same cases.</summary>
internal static class Fixed
{
    public static Config Config(int cases) => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20_170_309, 1);
}
